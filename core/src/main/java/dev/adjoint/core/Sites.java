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
    boolean isOurs =
        className.startsWith("dev.adjoint.core.")
            || className.startsWith("dev.adjoint.ops.")
            || className.startsWith("dev.adjoint.nn.");
    return isOurs && !isTest(className);
  }

  /// The library's own tests use it like anybody else.
  private static boolean isTest(String className) {
    int nested = className.indexOf('$');
    String outer = nested < 0 ? className : className.substring(0, nested);
    return outer.endsWith("Test") || outer.endsWith("Props");
  }
}
