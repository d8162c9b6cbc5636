package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.kernel.KernelDump;
import java.util.List;

/// What [KernelDump] shows of a pointwise kernel: its formulas, before and after lowering.
final class PointwiseDump {
  private PointwiseDump() {}

  /// Dumps a kernel that took `nanos` to compile.
  ///
  /// @param lowered the formulas of the signature, lowered
  /// @param segments the same, cut up
  static void write(KernelDump dump, PointwiseSignature signature, List<Formula> lowered,
      List<Segments.Segment> segments, String name, byte[] bytes, long nanos) {
    int operations = (int) Lowering.order(lowered).stream().filter(f -> !f.arguments().isEmpty()).count();
    dump.write(name, listing(signature, lowered, segments, name), bytes, signature.dtype(), signature.bits(),
        operations, segments.size(), nanos, signature.text());
  }

  private static String listing(PointwiseSignature signature, List<Formula> lowered,
      List<Segments.Segment> segments, String name) {
    StringBuilder s = new StringBuilder(name).append(':');
    for (int i = 0; i < signature.outputs().size(); i++) {
      s.append(i == 0 ? " " : ", ").append(signature.output(i));
    }
    s.append(" from");
    for (int i = 0; i < signature.inputs().size(); i++) {
      boolean splat = (signature.splat() >> i & 1) != 0;
      s.append(i == 0 ? " x" : ", x").append(i).append(' ').append(signature.inputs().get(i));
      s.append(splat ? " splat" : "");
    }
    s.append("\ncomputes in ").append(signature.dtype()).append(", ");
    s.append(signature.bits() == 0 ? "scalar" : signature.bits() + " bits").append(", in segments of");
    segments.forEach(segment -> s.append(' ').append(segment.nodes().size()));
    s.append(" operations\n\n");
    signature.outputs().forEach(f -> s.append(f.toString(i -> "x" + i)).append('\n'));
    Formula[] roots = lowered.toArray(Formula[]::new);
    return s.append("\nlowered\n").append(Formula.listing(i -> "x" + i, roots).indent(2)).toString();
  }
}
