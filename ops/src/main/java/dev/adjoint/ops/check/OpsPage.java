package dev.adjoint.ops.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The page that lists all ops: what each computes, its derivative, and what is proven of it. It is made from
/// the [Catalogue], so it cannot say anything else than the code does.
/// ```
/// mvn -q -pl ops -am compile
/// java -cp core/target/classes:ops/target/classes dev.adjoint.ops.check.OpsPage docs/ops.md
/// ```
public final class OpsPage {
  private static final String HEAD =
      """
      # Ops

      Made from the code by `dev.adjoint.ops.check.OpsPage`; do not edit.

      An op is a record in a family; the function to import has its name with a small first letter, `relu` for
      `Relu`. Inputs are `x`, or `x0`, `x1` …, the output is `y`, its cotangent `dy`. `dy ⊗ s` is the strong
      product: 0 where `dy` is 0, whatever `s`. A recurrent op computes whole sequences; stated is what one
      unit does in a step, `a` and `r` being its pre-activations from the input and from the hidden state,
      gate by gate, `s` its states. *Order* is the order up to which derivatives are compared with
      differences in FLOAT64; ops whose derivatives are written in ops have them to any order. A *kink* is a
      point without a derivative, with what is taken for it.
      """;

  private OpsPage() {}

  /// Writes the page of the library's ops.
  ///
  /// @param args the file to write
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("OpsPage: give the file to write, such as docs/ops.md");
    }
    Files.writeString(Path.of(args[0]), markdown(Catalogue.library()));
  }

  /// The page in Markdown: a table for each family, then the laws.
  public static String markdown(Catalogue catalogue) {
    StringBuilder page = new StringBuilder(HEAD);
    firstOfEach(catalogue)
        .forEach(
            (family, ops) -> {
              page.append("\n## ").append(family).append("\n\n");
              page.append("| op | computes | derivative | order | kinks |\n");
              page.append("| --- | --- | --- | --- | --- |\n");
              ops.values().forEach(op -> page.append(row(op)));
            });
    page.append("\n## Laws\n\nExamined on every op in every dtype it takes; see");
    page.append(" `dev.adjoint.ops.check.OpLaws`.\n\n");
    page.append("| law | says |\n| --- | --- |\n");
    for (Law law : Law.values()) {
      page.append("| `").append(law).append("` | ").append(law.statement()).append(" |\n");
    }
    return page.toString();
  }

  /// By family and class: of an op with components the first example stands for all.
  private static Map<String, Map<Class<?>, Specified>> firstOfEach(Catalogue catalogue) {
    Map<String, Map<Class<?>, Specified>> families = new LinkedHashMap<>();
    for (Catalogue.Entry entry : catalogue.entries()) {
      families
          .computeIfAbsent(entry.family(), family -> new LinkedHashMap<>())
          .putIfAbsent(entry.op().getClass(), entry.op());
    }
    return families;
  }

  private static String row(Specified op) {
    String formula = op.formula();
    String derivative = op.derivative();
    List<String> cells =
        List.of(
            code(op.label()),
            formula == null ? "" : code(formula),
            derivative.equals("none") ? "none" : code(derivative),
            String.valueOf(op.orders()),
            String.join("<br>", op.kinks()));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }
}
