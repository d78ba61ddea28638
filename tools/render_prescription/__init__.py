"""
Prescriptions that may be shown: a form is typeset and photographed virtually.

``python -m tools.render_prescription --seed 7 --photo OUT.jpg --truth OUT.json`` draws
a printed prescription in the style of Cambodian hospital forms and takes its picture:
perspective, uneven light, paper, blur, sensor noise, JPEG. The same seed gives the
same bytes under the same versions of Matplotlib, NumPy and OpenCV. The truth file says
what is printed where, in pixels of the photo.

**All data are invented.** Hospital, patient, code, doctor and treatment belong to
nobody, and the page itself says that it is a sample. Medicines go by their generic
(international non-proprietary) names; nothing here is medical advice.

Fonts: Noto Sans Khmer (PyPI ``fontpkg-noto-sans-khmer``) and Arimo (PyPI
``fontpkg-arimo``), both under the SIL Open Font License 1.1, which allows documents
and pictures made with a font to be spread under any terms. The pictures are under the
licence of this project.
"""
