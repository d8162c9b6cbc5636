package dev.adjoint.core.dump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A layered drawing of what one cluster holds, in the manner of Sugiyama, Tagawa and Toda (1981): items get
/// layers, long ways get lanes through the layers between, items are ordered within their layers so that few
/// lines cross, and moved so that lines are short and straight. All that goes out from one value shares a
/// lane.
final class Level {
  private static final double GAP = 22;
  private static final double LANE_GAP = 12;
  private static final double LAYER_GAP = 24;
  private static final int PLACE_SWEEPS = 10;

  /// A way for `value` from an item to another, into port `in` of it.
  record Link(int value, Item from, Item to, int in) {}

  /// The part of a way between neighbouring layers; ports are relative to the items.
  record Step(int value, Item from, double out, Item to, double in, double weight) {
    double x1() {
      return from.x + out;
    }

    double x2() {
      return to.x + in;
    }
  }

  private final List<Item> items = new ArrayList<>();
  private final Set<Link> links = new LinkedHashSet<>();
  private final Map<Integer, Item> inlets = new LinkedHashMap<>();
  private final Map<Integer, Item> outlets = new LinkedHashMap<>();
  private final List<List<Item>> layers = new ArrayList<>();
  /// The steps that end in each layer.
  private final List<List<Step>> steps = new ArrayList<>();

  private double[] layerTop = {};
  private double[] layerHeight = {};
  double width;
  double height;

  /// Adds an item; items come in an order in which links lead forward.
  void add(Item item) {
    items.add(item);
  }

  void link(int value, Item from, Item to, int in) {
    links.add(new Link(value, from, to, in));
  }

  /// The point where `value` comes in over the border.
  Item inlet(int value) {
    return inlets.computeIfAbsent(value, v -> new Item(Item.Role.INLET));
  }

  /// The point where `value` goes out over the border.
  Item outlet(int value) {
    return outlets.computeIfAbsent(value, v -> new Item(Item.Role.OUTLET));
  }

  Map<Integer, Item> inlets() {
    return inlets;
  }

  Map<Integer, Item> outlets() {
    return outlets;
  }

  List<List<Step>> steps() {
    return steps;
  }

  double layerTop(int layer) {
    return layerTop[layer];
  }

  double layerBottom(int layer) {
    return layerTop[layer] + layerHeight[layer];
  }

  /// Places all items, at least `minWidth` wide, `headroom` below the top and `margin` from the other
  /// borders.
  void place(double minWidth, double headroom, double margin) {
    items.addAll(0, inlets.values());
    items.addAll(outlets.values());
    assignLayers();
    openLanes();
    new Ordering(layers, steps).improve();
    placeAcross(minWidth, margin);
    placeDown(headroom, margin);
  }

  // ---- layers ----

  private void assignLayers() {
    Map<Item, List<Item>> targets = new HashMap<>();
    for (Link l : links) {
      targets.computeIfAbsent(l.from(), k -> new ArrayList<>()).add(l.to());
    }
    int first = inlets.isEmpty() ? 0 : 1;
    for (Item i : items) {
      i.layer = i.role == Item.Role.INLET ? 0 : first;
    }
    Set<Item> entered = new LinkedHashSet<>();
    int last = 0;
    for (Item i : items) {
      last = Math.max(last, i.layer);
      for (Item to : targets.getOrDefault(i, List.of())) {
        to.layer = Math.max(to.layer, i.layer + 1);
        entered.add(to);
      }
    }
    if (!outlets.isEmpty()) {
      for (Item i : items) {
        last = i.role == Item.Role.OUTLET ? last : Math.max(last, i.layer + 1);
      }
      for (Item i : outlets.values()) {
        i.layer = last;
      }
    }
    for (Item i : items) { // what nothing leads to moves next to its first user
      if (!i.isPoint() && !entered.contains(i)) {
        List<Item> users = targets.getOrDefault(i, List.of());
        i.layer = users.stream().mapToInt(t -> t.layer - 1).min().orElse(i.layer);
      }
    }
    for (int n = 0; n <= last; n++) {
      layers.add(new ArrayList<>());
      steps.add(new ArrayList<>());
    }
    for (Item i : items) {
      layers.get(i.layer).add(i);
    }
  }

  /// Makes a lane in every layer between a value and its farthest user, and the steps along it.
  private void openLanes() {
    Map<List<Object>, List<Item>> lanes = new HashMap<>();
    for (Link l : links) {
      List<Item> lane = lanes.computeIfAbsent(List.of(l.value(), l.from()), k -> new ArrayList<>());
      Item at = l.from();
      for (int n = l.from().layer + 1; n < l.to().layer; n++) {
        int index = n - l.from().layer - 1;
        if (index == lane.size()) {
          Item next = new Item(Item.Role.LANE);
          next.layer = n;
          lane.add(next);
          layers.get(n).add(next);
          step(l.value(), at, next, 0);
        }
        at = lane.get(index);
      }
      step(l.value(), at, l.to(), l.to().in(l.in()));
    }
  }

  private void step(int value, Item from, Item to, double in) {
    double weight = weight(from.role, to.role);
    steps.get(to.layer).add(new Step(value, from, from.isPoint() ? 0 : from.out(value), to, in, weight));
  }

  /// How much a line wants to be straight: one between ops most, then a lane, least what joins from the side.
  private static double weight(Item.Role from, Item.Role to) {
    boolean isJoining = from == Item.Role.LEAF || from == Item.Role.LANE || to == Item.Role.LANE;
    return from == Item.Role.LANE && to == Item.Role.LANE ? 1 : isJoining ? 0.05 : 20;
  }

  // ---- coordinates ----

  private void placeAcross(double minWidth, double margin) {
    for (List<Item> layer : layers) {
      double x = 0;
      for (Item i : layer) {
        i.x = x + i.left;
        x = i.x + i.right + (i.isPoint() ? LANE_GAP : GAP);
      }
    }
    Map<Item, List<Step>> above = new HashMap<>();
    Map<Item, List<Step>> below = new HashMap<>();
    for (List<Step> between : steps) {
      for (Step s : between) {
        above.computeIfAbsent(s.to(), k -> new ArrayList<>()).add(s);
        below.computeIfAbsent(s.from(), k -> new ArrayList<>()).add(s);
      }
    }
    for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
      for (int n = 0; n < layers.size(); n++) {
        pull(layers.get(n), above, false);
      }
      for (int n = layers.size() - 1; n >= 0; n--) {
        pull(layers.get(n), below, sweep == PLACE_SWEEPS - 1);
      }
    }
    double min = Double.MAX_VALUE;
    double max = -Double.MAX_VALUE;
    for (List<Item> layer : layers) {
      for (Item i : layer) {
        min = Math.min(min, i.x - i.left);
        max = Math.max(max, i.x + i.right);
      }
    }
    width = Math.max(minWidth, max - min + 2 * margin);
    double shift = (width - (max - min)) / 2 - min;
    layers.forEach(layer -> layer.forEach(i -> i.x += shift));
  }

  /// Moves the items of a layer to where their lines to one neighbouring layer are straight, as near as the
  /// order and the gaps allow: the weighted least squares of that, by pooling neighbours that would overlap
  /// (isotonic regression).
  ///
  /// @param onlyLeaves whether all others stay, unless they are in the way
  private static void pull(List<Item> layer, Map<Item, List<Step>> steps, boolean onlyLeaves) {
    int n = layer.size();
    double[] want = new double[n];
    double[] weight = new double[n];
    double[] offset = new double[n];
    for (int k = 0; k < n; k++) {
      Item i = layer.get(k);
      List<Step> to = steps.getOrDefault(i, List.of());
      boolean stays = to.isEmpty() || onlyLeaves && i.role != Item.Role.LEAF && i.role != Item.Role.INLET;
      weight[k] = onlyLeaves && stays ? 1e6 : 1e-3;
      for (Step s : to) {
        weight[k] += s.weight();
      }
      if (k > 0) {
        Item before = layer.get(k - 1);
        offset[k] = offset[k - 1] + before.right + gap(before, i) + i.left;
      }
      want[k] = (stays ? i.x : straight(i, to)) - offset[k];
    }
    double[] mean = new double[n];
    double[] mass = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int k = 0; k < n; k++) {
      mean[blocks] = want[k];
      mass[blocks] = weight[k];
      size[blocks++] = 1;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        double m = mass[blocks - 2] + mass[blocks - 1];
        mean[blocks - 2] = (mean[blocks - 2] * mass[blocks - 2] + mean[blocks - 1] * mass[blocks - 1]) / m;
        mass[blocks - 2] = m;
        size[blocks - 2] += size[blocks - 1];
        blocks--;
      }
    }
    int k = 0;
    for (int b = 0; b < blocks; b++) {
      for (int j = 0; j < size[b]; j++, k++) {
        layer.get(k).x = mean[b] + offset[k];
      }
    }
  }

  /// Where most of its lines, by weight, are straight: the weighted median, which does not smear one bend
  /// over many layers as the mean would.
  private static double straight(Item i, List<Step> steps) {
    List<double[]> places = new ArrayList<>();
    double all = 0;
    for (Step s : steps) {
      double x = s.to() == i ? s.x1() - s.in() : s.x2() - s.out();
      places.add(new double[] {x, s.weight()});
      all += s.weight();
    }
    places.sort(Comparator.comparingDouble(p -> p[0]));
    double passed = 0;
    for (int k = 0; k < places.size(); k++) {
      passed += places.get(k)[1];
      if (passed == all / 2) {
        return (places.get(k)[0] + places.get(k + 1)[0]) / 2;
      }
      if (passed > all / 2) {
        return places.get(k)[0];
      }
    }
    return i.x;
  }

  private static double gap(Item a, Item b) {
    return a.isPoint() || b.isPoint() ? LANE_GAP : GAP;
  }

  private void placeDown(double headroom, double margin) {
    layerTop = new double[layers.size()];
    layerHeight = new double[layers.size()];
    double y = inlets.isEmpty() ? headroom : 0;
    for (int n = 0; n < layers.size(); n++) {
      if (n > 0) {
        double bend = 0;
        for (Step s : steps.get(n)) {
          bend = Math.max(bend, Math.abs(s.x2() - s.x1()));
        }
        double gap = LAYER_GAP + Math.min(50, bend / 10);
        y += n == 1 && !inlets.isEmpty() ? Math.max(headroom, gap) : gap;
      }
      layerTop[n] = y;
      for (Item i : layers.get(n)) {
        layerHeight[n] = Math.max(layerHeight[n], i.height);
      }
      for (Item i : layers.get(n)) {
        i.y = y + (i.isPoint() ? 0 : (layerHeight[n] - i.height) / 2);
      }
      y += layerHeight[n];
    }
    height = outlets.isEmpty() ? y + margin : y;
  }
}
