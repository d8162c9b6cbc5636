package dev.adjoint.core;

/// Finds the line of a user's code that a node comes from.
final class Sites {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private Sites() {}

  /// The first frame outside the library, such as `Spiral.java:31`.
  static String here() {
    return WALKER.walk(
        frames ->
            frames
                .filter(f -> !isLibrary(f.getClassName()))
                .findFirst()
                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                .orElse("?"));
  }

  private static boolean isLibrary(String className) {
    return className.startsWith("dev.adjoint.core.")
        || className.startsWith("dev.adjoint.ops.")
        || className.startsWith("dev.adjoint.nn.");
  }
}
