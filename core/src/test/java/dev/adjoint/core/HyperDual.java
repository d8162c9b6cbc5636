package dev.adjoint.core;

/// A number with two independent infinitesimal parts, `v + a·ε₁ + b·ε₂ + c·ε₁ε₂` with `ε₁² = ε₂² = 0` (Fike
/// and Alonso, 2011): what a program of these computes are its value, both directional derivatives, and the
/// second derivative along both. Written for tests, in plain arithmetic and apart from all of core.
record HyperDual(Real v, Real a, Real b, Real c) {
  /// A number with a bound of its rounding error in ulps of one, carried along (running error analysis;
  /// Wilkinson, 1963): what is computed in another order may differ by a few times as much, and no more.
  record Real(double x, double error) {
    Real plus(Real o) {
      return new Real(x + o.x, error + o.error + Math.abs(x + o.x));
    }

    Real times(Real o) {
      return new Real(x * o.x, error * Math.abs(o.x) + Math.abs(x) * o.error + Math.abs(x * o.x));
    }

    /// A function with this value and slope here.
    Real then(double f, double slope) {
      return new Real(f, Math.abs(slope) * error + Math.abs(f));
    }
  }

  static HyperDual of(double v, double a, double b) {
    return new HyperDual(new Real(v, 0), new Real(a, 0), new Real(b, 0), new Real(0, 0));
  }

  static HyperDual constant(double v) {
    return of(v, 0, 0);
  }

  /// The same value as a constant.
  HyperDual stopped() {
    Real zero = new Real(0, 0);
    return new HyperDual(v, zero, zero, zero);
  }

  HyperDual add(HyperDual o) {
    return new HyperDual(v.plus(o.v), a.plus(o.a), b.plus(o.b), c.plus(o.c));
  }

  HyperDual mul(HyperDual o) {
    return new HyperDual(
        v.times(o.v),
        a.times(o.v).plus(v.times(o.a)),
        b.times(o.v).plus(v.times(o.b)),
        c.times(o.v).plus(a.times(o.b)).plus(b.times(o.a)).plus(v.times(o.c)));
  }

  HyperDual mul(double k) {
    return mul(constant(k));
  }

  /// A function with this value, slope and curvature here.
  private HyperDual chain(Real f, Real f1, Real f2) {
    return new HyperDual(f, f1.times(a), f1.times(b), f1.times(c).plus(f2.times(a).times(b)));
  }

  HyperDual sin() {
    double s = Math.sin(v.x);
    double c = Math.cos(v.x);
    return chain(v.then(s, c), v.then(c, -s), v.then(-s, -c));
  }

  HyperDual cos() {
    double s = Math.sin(v.x);
    double c = Math.cos(v.x);
    return chain(v.then(c, -s), v.then(-s, -c), v.then(-c, s));
  }

  HyperDual exp() {
    Real e = v.then(Math.exp(v.x), Math.exp(v.x));
    return chain(e, e, e);
  }
}
