package dev.adjoint.core.dump;

/// Paths of scopes, such as `net/hidden`, segment by segment; the empty path is the top.
final class Scopes {
  private Scopes() {}

  /// The number of segments.
  static int depth(String path) {
    return path.isEmpty() ? 0 : 1 + (int) path.chars().filter(c -> c == '/').count();
  }

  /// The first `depth` segments, or all if there are fewer.
  static String prefix(String path, int depth) {
    if (depth <= 0) {
      return "";
    }
    int end = -1;
    for (int i = 0; i < depth; i++) {
      end = path.indexOf('/', end + 1);
      if (end < 0) {
        return path;
      }
    }
    return path.substring(0, end);
  }

  /// The last segment.
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// The longest path that both are in.
  static String common(String a, String b) {
    int same = 0;
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i <= n; i++) {
      boolean endA = i == a.length() || a.charAt(i) == '/';
      boolean endB = i == b.length() || b.charAt(i) == '/';
      if (endA && endB) {
        same = i;
      }
      if (i == n || a.charAt(i) != b.charAt(i)) {
        break;
      }
    }
    return a.substring(0, same);
  }
}
