package dev.adjoint.core;

/// A number with two independent infinitesimal parts, `v + a·ε₁ + b·ε₂ + c·ε₁ε₂` with `ε₁² = ε₂² = 0` (Fike
/// and Alonso, 2011): what a program of these computes are its value, both directional derivatives, and the
/// second derivative along both. Written for tests, in plain arithmetic and apart from all of core.
record HyperDual(double v, double a, double b, double c) {
  static HyperDual constant(double v) {
    return new HyperDual(v, 0, 0, 0);
  }

  HyperDual add(HyperDual o) {
    return new HyperDual(v + o.v, a + o.a, b + o.b, c + o.c);
  }

  HyperDual mul(HyperDual o) {
    double both = c * o.v + a * o.b + b * o.a + v * o.c;
    return new HyperDual(v * o.v, a * o.v + v * o.a, b * o.v + v * o.b, both);
  }

  HyperDual mul(double k) {
    return new HyperDual(k * v, k * a, k * b, k * c);
  }

  /// A function with this value, slope and curvature here.
  private HyperDual chain(double f, double f1, double f2) {
    return new HyperDual(f, f1 * a, f1 * b, f1 * c + f2 * a * b);
  }

  HyperDual sin() {
    return chain(Math.sin(v), Math.cos(v), -Math.sin(v));
  }

  HyperDual cos() {
    return chain(Math.cos(v), -Math.sin(v), -Math.cos(v));
  }

  HyperDual exp() {
    return chain(Math.exp(v), Math.exp(v), Math.exp(v));
  }
}
