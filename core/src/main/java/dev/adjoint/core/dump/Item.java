package dev.adjoint.core.dump;

import java.util.HashMap;
import java.util.Map;

/// One thing that a [Level] places: a vertex, a whole cluster, a point where a value crosses the border of
/// the cluster around, or a point that keeps a lane open for a value on its way through a layer.
final class Item {
  enum Role {
    LEAF,
    INNER,
    CLUSTER,
    INLET,
    OUTLET,
    LANE
  }

  final Role role;
  /// How far it reaches to both sides of `x`.
  double left;

  double right;
  double height;
  /// From the top of the item to where values enter, and from its bottom to where they leave.
  double top;

  double bottom;
  /// Where values enter and leave, relative to `x`. Keys are a number of an edge or of a value.
  final Map<Integer, Double> ins = new HashMap<>();

  final Map<Integer, Double> outs = new HashMap<>();

  int layer;
  /// Position within the layer.
  int at;

  double x;
  double y;

  Item(Role role) {
    this.role = role;
  }

  boolean isPoint() {
    return role == Role.INLET || role == Role.OUTLET || role == Role.LANE;
  }

  double in(int key) {
    return ins.getOrDefault(key, 0.0);
  }

  double out(int key) {
    return outs.getOrDefault(key, 0.0);
  }

  /// `x` shifted by a port, as a position within the layer for counting crossings.
  double order(double port) {
    double reach = port < 0 ? left : right;
    return reach == 0 ? at : at + 0.45 * port / reach;
  }
}
