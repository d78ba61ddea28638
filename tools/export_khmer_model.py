"""
Export smart-kh-ocr's line recogniser to ONNX, quantised to 8 bits.

Needs ``pip install smart-kh-ocr torch onnx onnxruntime`` once; nothing else in the
repository needs torch. The package's own exporter flattens the height of the feature map
where the model averages it, and yields a graph that reads nonsense; this one averages.

``python tools/export_khmer_model.py FOLDER`` writes ``khmer_ctc_int8.onnx`` and
``khmer_ctc_vocab.json``. Other versions of torch give other bytes: after an export the
checksums in ``dastern_ocr.khmer`` have to be set anew.
"""

import argparse
import json
from pathlib import Path

import torch  # type: ignore[import-not-found]  # installed for an export alone
from onnxruntime.quantization import (  # type: ignore[import-untyped]  # it ships no types
    QuantType,
    quantize_dynamic,
)
from smart_kh_ocr import SmartKhOCR  # type: ignore[import-not-found]  # as torch

INPUT = (1, 1, 48, 640)  # batch, grey, height, width: the model was trained on this width
OPSET = 17
LARGEST_DIFFERENCE = 1e-3  # of a logit, between the package's own encoder and ours
FIRST_TOKEN = 2  # the first two outputs are CTC's blank and padding


class Recogniser(torch.nn.Module):  # type: ignore[misc]  # torch is absent
    """
    The encoder and the CTC head as one module.

    Args:
        model: The loaded model of smart-kh-ocr.
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """
        Give the logits of each step along a line.

        Args:
            pixels: 1 x 1 x 48 x 640, -1 (black) to 1 (white).
        """
        model = self.model
        features = model.pos2d(model.stem(pixels)).mean(2).permute(0, 2, 1)
        return model.ctc_head(model.enc_ln(model.enc(model.enc_ln_in(features))))


def export(folder: Path) -> None:
    """
    Write the model and its vocabulary.

    Raises:
        ValueError: The exported module does not compute what the package computes.
    """
    engine = SmartKhOCR(decode_method="fast", device="cpu").engine
    model = engine.model.eval()
    recogniser = Recogniser(model).eval()
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.no_grad():
        sample = torch.rand(*INPUT)
        difference = (recogniser(sample) - model.ctc_head(model.encode(sample))).abs().max()
        if float(difference) > LARGEST_DIFFERENCE:
            message = f"the export differs from the package by {float(difference)}"
            raise ValueError(message)
        whole = folder / "khmer_ctc.onnx"
        torch.onnx.export(
            recogniser,
            (torch.zeros(*INPUT),),
            whole,
            input_names=["x"],
            output_names=["logits"],
            opset_version=OPSET,
            dynamo=False,
        )
    quantize_dynamic(
        whole,
        folder / "khmer_ctc_int8.onnx",
        op_types_to_quantize=["MatMul"],  # the convolutions lose too much
        weight_type=QuantType.QInt8,
    )
    whole.unlink()
    vocabulary = {
        "id_to_token": {int(key): text for key, text in engine.tokenizer.id_to_token.items()},
        "unk": engine.tokenizer.unk_token,
        "offset": FIRST_TOKEN,
    }
    text = json.dumps(vocabulary, ensure_ascii=False)
    (folder / "khmer_ctc_vocab.json").write_text(text, encoding="utf-8")


def main() -> None:
    """
    Export into the folder named on the command line.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two files go")
    export(parser.parse_args().folder)


if __name__ == "__main__":
    main()
