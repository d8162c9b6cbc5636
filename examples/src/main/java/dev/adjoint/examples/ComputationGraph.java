package dev.adjoint.examples;

import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Node;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.GraphDump;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The first computation graph of every course: `J = 3(a + b·c)` at a = 5, b = 3, c = 2. Every value forward, from the
/// inputs to J; every derivative backward, from J to the inputs.
public final class ComputationGraph {
  private ComputationGraph() {}

  /// Prints the values, the derivatives, and the graph as Mermaid.
  public static void main(String... args) {
    if (args.length > 0) {
      System.err.println("usage: ComputationGraph   (takes no arguments)");
      System.exit(2);
    }
    System.out.print(report());
  }

  /// The graph and the values in the order of the course.
  private record Course(Tape tape, Tensor j, List<Tensor> values) {}

  private static Course course() {
    Tape tape = new Tape();
    Tensor a = tape.variable("a", Tensor.scalar(5.0));
    Tensor b = tape.variable("b", Tensor.scalar(3.0));
    Tensor c = tape.variable("c", Tensor.scalar(2.0));
    Tensor u = mul(b, c).named("u");
    Tensor v = add(a, u).named("v");
    Tensor j = mul(v, 3).named("J");
    return new Course(tape, j, List.of(a, b, c, u, v, j));
  }

  static String report() {
    Course course = course();
    StringBuilder s = new StringBuilder("forward\n");
    for (Tensor t : course.values()) {
      Node node = course.tape().node(t.id());
      String how = node.op() == null ? "given" : node.op().label() + " of " + names(node);
      s.append(String.format(Locale.ROOT, "  %s = %-4.0f %s%n", t.name(), t.item(), how));
    }
    Gradients g = course.tape().gradients(course.j(), course.values().toArray(Tensor[]::new));
    s.append("backward\n");
    for (Tensor t : course.values().reversed()) {
      s.append(String.format(Locale.ROOT, "  dJ/d%s = %.0f%n", t.name(), g.of(t).item()));
    }
    return s.append('\n').append(mermaid()).append('\n').toString();
  }

  /// The graph with values and derivatives, as Mermaid draws it.
  static String mermaid() {
    return GraphDump.of(course().j()).values().gradients().withoutLegend().mermaid();
  }

  private static String names(Node node) {
    List<String> names = new ArrayList<>();
    for (Tensor x : node.inputs()) {
      names.add(x.name() == null ? String.format(Locale.ROOT, "%.0f", x.item()) : x.name());
    }
    return String.join(" and ", names);
  }
}
