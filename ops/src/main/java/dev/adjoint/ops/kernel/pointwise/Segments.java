package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cuts a lowered formula into pieces that each make a short method. C1 gives up on methods with about a
/// hundred calls of the Vector API, and a method it gave up on may stay slow for the whole run; a short one
/// also keeps its constants in registers.
///
/// Values that pass from one piece to a later one go through scratch space. Masks and integers do not: a
/// piece that needs one computes it again.
final class Segments {
  /// @param nodes what is computed, in order
  /// @param results the nodes later segments need; for the last segment, the formulas
  record Segment(List<Formula> nodes, Set<Formula> results) {}

  private Segments() {}

  /// @param roots the formulas, lowered; all of them are results of the last segment, so that nothing is
  ///     written before everything was read
  /// @param most about how many operations a segment may have
  static List<Segment> of(List<Formula> roots, int most) {
    List<Formula> operations =
        Lowering.order(roots).stream().filter(f -> !f.arguments().isEmpty()).toList();
    List<List<Formula>> pieces = new ArrayList<>();
    for (int start = 0; start < operations.size(); ) {
      int end = operations.size() - start <= most
          ? operations.size()
          : cheapestCut(operations, roots, start, most);
      pieces.add(operations.subList(start, end));
      start = end;
    }
    if (pieces.isEmpty()) {
      pieces.add(List.of());
    }
    return complete(pieces, roots);
  }

  /// The end of a segment, in the later half of what it may hold, that fewest results cross.
  private static int cheapestCut(List<Formula> operations, List<Formula> roots, int start, int most) {
    Map<Formula, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      for (Formula argument : operations.get(i).arguments()) {
        lastUse.put(argument, i);
      }
    }
    roots.forEach(root -> lastUse.put(root, operations.size()));
    int best = start + most;
    int bestCost = Integer.MAX_VALUE;
    for (int end = start + most; end > start + most / 2; end--) {
      int cost = 0;
      for (int i = 0; i < end; i++) {
        Formula f = operations.get(i);
        if (lastUse.getOrDefault(f, -1) >= end) {
          cost += f.kind() == Kind.VALUE ? 1 : 4;
        }
      }
      if (cost < bestCost) {
        bestCost = cost;
        best = end;
      }
    }
    return best;
  }

  /// Finds, from the last piece to the first, what each must leave for later ones and what it computes for
  /// that.
  private static List<Segment> complete(List<List<Formula>> pieces, List<Formula> roots) {
    List<Segment> segments = new ArrayList<>();
    Set<Formula> wanted = new HashSet<>();
    for (List<Formula> piece : pieces.reversed()) {
      Set<Formula> here = new HashSet<>(piece);
      Set<Formula> results = new LinkedHashSet<>(segments.isEmpty() ? roots : piece);
      if (!segments.isEmpty()) {
        results.retainAll(wanted);
      }
      Set<Formula> nodes = new LinkedHashSet<>();
      results.forEach(f -> addIfHere(f, here, nodes, wanted));
      if (!results.isEmpty()) {
        segments.addFirst(new Segment(List.copyOf(nodes), results));
      }
    }
    return segments;
  }

  /// Adds a node after those it is computed from in this piece; what it takes from earlier ones becomes
  /// wanted. Recursion goes as deep as a piece is long, and a chain of masks and integers.
  private static void addWithBasis(Formula f, Set<Formula> piece, Set<Formula> nodes, Set<Formula> wanted) {
    if (nodes.contains(f) || f.arguments().isEmpty()) {
      return;
    }
    f.arguments().forEach(argument -> addIfHere(argument, piece, nodes, wanted));
    nodes.add(f);
  }

  private static void addIfHere(Formula f, Set<Formula> piece, Set<Formula> nodes, Set<Formula> wanted) {
    if (piece.contains(f) || f.kind() != Kind.VALUE) {
      addWithBasis(f, piece, nodes, wanted);
    } else if (!f.arguments().isEmpty()) {
      wanted.add(f);
    }
  }
}
