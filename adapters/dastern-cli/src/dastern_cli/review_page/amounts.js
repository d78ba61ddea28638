"use strict";

// Amounts as a person writes them: 1, 0.5, 1/2, 1 1/2, ½, ១. The command works them out exactly;
// here they only show the days that follow, and what is no amount.
const FRACTIONS = { "½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8 };
const WHOLE_ENOUGH = 1e-9;

function plainDigits(text) {
  return text.trim().replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0));
}

function amountOf(text) {
  const plain = plainDigits(text);
  if (/^\d{1,6}(\.\d{1,4}|,\d{1,2})?$/.test(plain)) return Number(plain.replace(",", "."));
  const mixed = /^(?:(\d{1,4})\s+)?(\d{1,3})\s*\/\s*(\d{1,3})$/.exec(plain);
  if (mixed !== null && Number(mixed[3]) > 0) {
    return Number(mixed[1] ?? 0) + Number(mixed[2]) / Number(mixed[3]);
  }
  const signed = /^(\d{0,4})\s*([½¼¾⅓⅔⅛])$/.exec(plain);
  return signed === null ? NaN : Number(signed[1] || 0) + FRACTIONS[signed[2]];
}

// Give the whole days for which a quantity lasts, or null.
function daysOf(quantity, doses) {
  const daily = doses.reduce((sum, dose) => sum + dose, 0);
  const days = Math.round(quantity / daily);
  return days >= 1 && days <= 366 && Math.abs(quantity / daily - days) < WHOLE_ENOUGH ? days : null;
}
