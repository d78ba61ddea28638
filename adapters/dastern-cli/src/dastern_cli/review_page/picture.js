"use strict";

// The pictures: a box around each value in the colour and the line of its confidence, and crops.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 0.35; // of a line's height, around a crop
const WIDEST_CROP = 1000; // pixels
const drawn = new Map(); // boxes by their page and corners: a cell may hold several values
const LARGEST_CROP = 520000; // characters of base64: what the command takes

function bandOf(confidence) {
  if (confidence >= 0.8) return "sure";
  return confidence >= 0.6 ? "less" : "unsure";
}

function percentOf(confidence) {
  return `${Math.floor(confidence * 100)} %`;
}

function svgElement(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function sheetOf(page) {
  return document.querySelector(`.sheet[data-page="${Number(page)}"]`);
}

// Draw a reading's box; give it, or null where nothing is printed or there is no such picture.
function drawBox(reading, doubtful, onPick) {
  const sheet = reading.box === null ? null : sheetOf(reading.page);
  if (sheet === null) return null;
  const place = `${reading.page} ${reading.box.join(" ")}`;
  if (drawn.has(place)) {
    if (doubtful) drawn.get(place).querySelector("text").textContent = `⚑ ${percentOf(reading.confidence)}`;
    return drawn.get(place);
  }
  const layer = sheet.querySelector("svg");
  const middle = [0, 1].map((axis) => reading.box.reduce((sum, point) => sum + point[axis] / 4, 0));
  const size = layer.viewBox.baseVal.width / 70;
  const group = svgElement("g", { class: bandOf(reading.confidence) });
  const clear = (point) => [0, 1].map((axis) => // of the print
    point[axis] + (Math.sign(point[axis] - middle[axis]) * size) / 4);
  const corners = reading.box.map(clear);
  group.append(svgElement("polygon", { points: corners.map((point) => point.join(",")).join(" ") }));
  const right = Math.max(...corners.map((point) => point[0]));
  const top = Math.min(...corners.map((point) => point[1]));
  const label = svgElement("text", { x: right, y: top, "font-size": size, "text-anchor": "end" });
  label.textContent = doubtful ? `⚑ ${percentOf(reading.confidence)}` : percentOf(reading.confidence);
  group.append(label);
  group.addEventListener("click", onPick);
  layer.append(group);
  drawn.set(place, group);
  return group;
}

// Cut a reading's print out, turned upright; give a canvas, or null.
function cropOf(reading, widest = WIDEST_CROP) {
  const sheet = reading === null || reading.box === null ? null : sheetOf(reading.page);
  if (sheet === null) return null;
  const [first, second, , fourth] = reading.box;
  const width = Math.hypot(second[0] - first[0], second[1] - first[1]);
  const height = Math.hypot(fourth[0] - first[0], fourth[1] - first[1]);
  if (width < 1 || height < 1) return null;
  const margin = MARGIN * height;
  const scale = Math.min(2, widest / (width + 2 * margin));
  const across = [(second[0] - first[0]) / width, (second[1] - first[1]) / width];
  const down = [(fourth[0] - first[0]) / height, (fourth[1] - first[1]) / height];
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((width + 2 * margin) * scale);
  canvas.height = Math.ceil((height + 2 * margin) * scale);
  const pen = canvas.getContext("2d");
  const shift = (axis) => (margin - axis[0] * first[0] - axis[1] * first[1]) * scale;
  pen.setTransform(
    across[0] * scale, down[0] * scale, across[1] * scale, down[1] * scale, shift(across), shift(down),
  );
  pen.drawImage(sheet.querySelector("img"), 0, 0);
  return canvas;
}

// Give a crop as a PNG in base64, made smaller until it fits, or null.
function cropText(reading) {
  for (let widest = WIDEST_CROP; widest > 50; widest /= 2) {
    const canvas = cropOf(reading, widest);
    if (canvas === null) return null;
    const text = canvas.toDataURL("image/png").split(",")[1];
    if (text.length <= LARGEST_CROP) return text;
  }
  return null;
}

function zoom(factor) {
  for (const sheet of document.querySelectorAll(".sheet")) {
    const now = Number(sheet.dataset.percent ?? 100);
    const percent = Math.min(400, Math.max(50, now * factor));
    sheet.dataset.percent = String(percent);
    sheet.style.width = `${percent}%`;
  }
}
