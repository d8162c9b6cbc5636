package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `erf`: near 0 an odd polynomial; beyond, 1 − e⁻ᵍ with a polynomial g(x) for −log(erfc x), where e⁻ᵍ is
/// small enough for the rounding of g not to matter.
final class ErrorFunction {
  /// erf(x) / x − 1 of z = x², relative to erf: 2⁻²⁹·⁴ for |x| ≤ 0.93 and 2⁻⁵⁶·³ for |x| ≤ 1.
  private static final Polynomial ERF = new Polynomial(
      c(0x1.06eba8p-3, -0x1.81274p-2, 0x1.ce2d64p-4, -0x1.b80122p-6, 0x1.544a7cp-8, -0x1.a60dfp-11,
          0x1.4f747cp-14),
      c(0x1.06eba8214db69p-3, -0x1.812746b037a25p-2, 0x1.ce2f21a0458ccp-4, -0x1.b82ce3135505ep-6,
          0x1.565bcd2c879fap-8, -0x1.c02db93f9e98cp-11, 0x1.f9a3bb7666fd1p-14, -0x1.f4dd2830c9f49p-17,
          0x1.ba6c81dd291fbp-20, -0x1.63b368caa3be5p-23, 0x1.13f7e26fad9c9p-26, -0x1.ca97c62da1aabp-30,
          0x1.446d409c4f275p-33));

  /// −log(erfc x), to 2⁻²⁹ and 2⁻⁵⁶·⁹ of erf(x) / erfc(x), for x from 0.9 to 4 and from 1 to 6.
  private static final Polynomial DECAY = new Polynomial(
      c(0x1.5d412cp-13, 0x1.20b74cp0, 0x1.4621cep-1, 0x1.aa7296p-4, -0x1.6d9bcep-6, 0x1.91cad6p-9,
          -0x1.9faf3ap-13),
      c(0x1.04f40902b1e86p-21, 0x1.20dd22736de6p0, 0x1.45f610a328b8cp-1, 0x1.a4ae40bf2c752p-4,
          -0x1.373083a6ce772p-6, -0x1.a9e019e203e53p-12, 0x1.f50cfd209ea3fp-10, -0x1.9221f2e9bfd84p-11,
          0x1.167b081bdb65p-13, 0x1.669c12132763ep-16, -0x1.86159ebfb5811p-16, 0x1.272d6292c2abap-17,
          -0x1.22bbe3d07362ap-19, 0x1.96a6133b75da6p-22, -0x1.94d4a6a591915p-25, 0x1.12b76e37a3c0cp-28,
          -0x1.c9681618d760cp-33, 0x1.6128618e378ecp-38));

  private ErrorFunction() {}

  static Formula erf(Formula x, FloatFormat format) {
    Formula magnitude = x.abs();
    Formula near = magnitude.fma(ERF.at(x.mul(x), format), magnitude);
    double saturated = format.choose(4, 6);
    Formula bounded = magnitude.gt(saturated).select(saturated, magnitude);
    Formula decay = Exponential.bounded(DECAY.at(bounded, format).neg(), format).product();
    Formula far = Formula.one().sub(decay);
    return format.withSign(magnitude.lt(format.choose(0.92, 1)).select(near, far), x);
  }
}
