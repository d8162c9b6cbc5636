package dev.adjoint.bench.peers;

import java.util.Locale;

/// Who takes part, and how. The classes of the peers are named only as text: without the profile they are
/// not there.
enum Entrant {
  ADJOINT("Adjoint", true, true, Integer.MAX_VALUE),
  /// PyTorch behind DJL's arrays and gradient collector.
  DJL("Djl", true, false, Integer.MAX_VALUE),
  /// A TensorFlow graph run by a session.
  TENSORFLOW("TensorFlow", true, false, Integer.MAX_VALUE),
  /// PyTorch's C++ interface through JavaCPP. Its OpenBLAS and its OpenMP both start threads, which fight
  /// for the cores when there is more than one of each.
  LIBTORCH("LibTorch", true, false, 1),
  ONEDNN("OneDnn", false, true, Integer.MAX_VALUE),
  OPENBLAS("OpenBlas", false, true, Integer.MAX_VALUE);

  private final String type;
  private final boolean steps;
  private final boolean products;
  private final int mostThreads;

  Entrant(String type, boolean steps, boolean products, int mostThreads) {
    this.type = Entrant.class.getPackageName() + "." + type;
    this.steps = steps;
    this.products = products;
    this.mostThreads = mostThreads;
  }

  /// Whether it is worth starting for this workload.
  boolean suits(Workload workload, int threads) {
    return threads <= mostThreads && (workload instanceof Workload.Product ? products : steps);
  }

  boolean isOnClassPath() {
    try {
      Class.forName(type, false, Entrant.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  /// The competitor, in the JVM that is its own.
  Competitor create() throws ReflectiveOperationException {
    return (Competitor) Class.forName(type).getDeclaredConstructor().newInstance();
  }

  /// The name in lines and tables.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
