package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Level.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Orders the items within the layers of a [Level] so that few lines cross: by the means of their
/// neighbours, sweeping down and up, keeping the best order met.
final class Ordering {
  private static final int SWEEPS = 12;

  private final List<List<Item>> layers;
  private final List<List<Step>> steps;

  Ordering(List<List<Item>> layers, List<List<Step>> steps) {
    this.layers = layers;
    this.steps = steps;
  }

  void improve() {
    number();
    List<List<Item>> best = copy();
    long fewest = crossings();
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      if (sweep % 2 == 0) {
        for (int n = 1; n < layers.size(); n++) {
          sort(n, true);
        }
      } else {
        for (int n = layers.size() - 2; n >= 0; n--) {
          sort(n, false);
        }
      }
      long now = crossings();
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    for (int n = 0; n < layers.size(); n++) {
      layers.set(n, best.get(n));
    }
    number();
  }

  private List<List<Item>> copy() {
    List<List<Item>> copy = new ArrayList<>();
    layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
    return copy;
  }

  private void number() {
    layers.forEach(Ordering::number);
  }

  private static void number(List<Item> layer) {
    for (int i = 0; i < layer.size(); i++) {
      layer.get(i).at = i;
    }
  }

  /// Orders a layer by the means of its neighbours in the layer above, or below.
  private void sort(int n, boolean byAbove) {
    Map<Item, double[]> sums = new HashMap<>();
    for (Step s : steps.get(byAbove ? n : n + 1)) {
      double[] sum = sums.computeIfAbsent(byAbove ? s.to() : s.from(), k -> new double[2]);
      sum[0] += byAbove ? s.from().order(s.out()) : s.to().order(s.in());
      sum[1]++;
    }
    Map<Item, Double> means = new HashMap<>();
    for (Item i : layers.get(n)) {
      double[] sum = sums.get(i);
      means.put(i, sum == null ? i.at : sum[0] / sum[1]);
    }
    layers.get(n).sort(Comparator.comparingDouble(means::get));
    number(layers.get(n));
  }

  private long crossings() {
    long n = 0;
    for (List<Step> between : steps) {
      n += crossings(between);
    }
    return n;
  }

  /// Pairs of steps that begin in one order and end in the other, counted with a Fenwick tree.
  private static long crossings(List<Step> between) {
    double[] ends = between.stream().mapToDouble(Ordering::end).sorted().distinct().toArray();
    List<Step> byStart = new ArrayList<>(between);
    Comparator<Step> byFrom = Comparator.comparingDouble(s -> s.from().order(s.out()));
    byStart.sort(byFrom.thenComparingDouble(Ordering::end));
    int[] tree = new int[ends.length + 1];
    long crossings = 0;
    for (int i = 0; i < byStart.size(); i++) {
      int r = Arrays.binarySearch(ends, end(byStart.get(i))) + 1;
      int upTo = 0;
      for (int k = r; k > 0; k -= k & -k) {
        upTo += tree[k];
      }
      crossings += i - upTo;
      for (int k = r; k < tree.length; k += k & -k) {
        tree[k]++;
      }
    }
    return crossings;
  }

  private static double end(Step s) {
    return s.to().order(s.in());
  }
}
