package dev.adjoint.bench;

/// The JVM options of a fork.
final class Forked {
  static final String VECTORS = "--add-modules=jdk.incubator.vector";
  static final String SCALAR = "-Dadjoint.vector.bits=0";
  static final String ONE_THREAD = "-Dadjoint.threads=1";
  static final String TWO_THREADS = "-Dadjoint.threads=2";

  private Forked() {}
}
