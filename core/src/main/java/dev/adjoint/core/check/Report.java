package dev.adjoint.core.check;

import java.util.List;
import java.util.stream.Collectors;

/// What a check compared, and what it found.
///
/// @param label the function or op
/// @param seed what random directions, cotangents and samples came from
/// @param compared how many comparisons were made
/// @param coarse how many of them were coarse: the derivative is so small beside the function's values that
///     their rounding hides it, and the comparison says no more than that it is small
/// @param kinks how many comparisons were passed over because a kink is suspected and kinks are allowed
/// @param skipped the inputs held constant because they are not floating, such as `x[1] INT64 (3,)`
/// @param findings what failed, worst first
public record Report(
    String label,
    long seed,
    int compared,
    int coarse,
    int kinks,
    List<String> skipped,
    List<Finding> findings) {
  private static final int SHOWN = 20;

  /// A copy of the lists.
  public Report {
    skipped = List.copyOf(skipped);
    findings = List.copyOf(findings);
  }

  /// Whether nothing failed.
  public boolean passed() {
    return findings.isEmpty();
  }

  /// A line of counts, and one for each finding, of which the worst twenty are shown.
  @Override
  public String toString() {
    String counts =
        label + ": " + findings.size() + " of " + compared + " comparisons failed"
            + (coarse == 0 ? "" : ", " + coarse + " were coarse")
            + (kinks == 0 ? "" : ", " + kinks + " passed over at kinks")
            + " (seed " + seed + (skipped.isEmpty() ? "" : "; constant: " + String.join(", ", skipped)) + ")";
    String lines = findings.stream().limit(SHOWN).map(f -> "\n  " + f).collect(Collectors.joining());
    int more = findings.size() - SHOWN;
    return counts + lines + (more > 0 ? "\n  and " + more + " more" : "");
  }
}
