package dev.adjoint.bench.peers;

import org.jspecify.annotations.Nullable;

/// A library that runs workloads. There is one in a JVM, which was started with its number of threads.
interface Competitor {
  /// The number of threads to use, as the JVM was told.
  int THREADS = Integer.getInteger("peers.threads", 1);

  /// The library's version and the kernels that it chose for this machine, in one line.
  String describe();

  /// A workload, ready to run from its initial parameters; null if the library has no means for it.
  @Nullable Step prepare(Workload workload);
}
