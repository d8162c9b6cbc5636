package dev.adjoint.ops.formula;

import dev.adjoint.core.DType;

/// Elementary functions as formulas of primitive operations, one for each floating dtype.
final class Elementary {
  private Elementary() {}

  /// `eˣ = 2ⁿ eʳ` with `n = round(x / ln 2)` and a Taylor polynomial for `eʳ`, |r| ≤ ln 2 / 2.
  static Formula exp(Formula x, DType dtype) {
    boolean single = dtype == DType.FLOAT32;
    int fraction = single ? 23 : 52;
    int bias = single ? 127 : 1023;
    double ln2High = single ? 0x1.62ep-1 : 0x1.62e42fee00000p-1;
    double ln2Low = single ? Math.log(2) - 0x1.62ep-1 : 1.90821492927058770002e-10;
    Formula bounded = x.max(single ? -104 : -746).min(single ? 89 : 710);
    Formula magic = Formula.constant(Math.scalb(1.5, fraction));
    Formula shifted = bounded.fma(1 / Math.log(2), magic);
    Formula n = shifted.sub(magic);
    Formula r = n.fma(-ln2Low, n.fma(-ln2High, bounded));
    int degree = single ? 7 : 13;
    double factorial = 1;
    for (int k = 2; k <= degree; k++) {
      factorial *= k;
    }
    Formula p = Formula.constant(1 / factorial);
    for (int k = degree - 1; k >= 0; k--) {
      factorial /= k + 1;
      p = p.fma(r, 1 / factorial);
    }
    Formula exponent = shifted.bits().sub(magic.bits());
    Formula half = exponent.shr(1);
    Formula rest = exponent.sub(half);
    return p.mul(half.add(bias).shl(fraction).fromBits()).mul(rest.add(bias).shl(fraction).fromBits());
  }
}
