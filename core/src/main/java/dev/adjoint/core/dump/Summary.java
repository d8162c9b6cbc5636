package dev.adjoint.core.dump;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.TapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a dump says of a tensor's elements: all of them where there are few, otherwise their range.
///
/// @param gone why the elements can no longer be read, or null
/// @param elements all elements (`Float`, `Double`, `Integer`, `Long` or `Boolean`) if there are at most
///     [#FEW]
/// @param min the smallest finite element, NaN if there is none; so for `mean` and `max`
/// @param norm the Euclidean norm of all elements
/// @param nans how many elements are NaN
/// @param infinities how many elements are infinite
record Summary(
    @Nullable String gone,
    int size,
    List<Object> elements,
    double min,
    double mean,
    double max,
    double norm,
    int nans,
    int infinities) {

  static final int FEW = 6;

  static Summary of(Tensor t) {
    double[] x;
    try {
      x = doubles(t);
    } catch (TapeException e) {
      String why = e.getMessage();
      return new Summary(why == null ? "" : why, t.shape().size(), List.of(), 0, 0, 0, 0, 0, 0);
    }
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = 0;
    double largest = 0;
    int nans = 0;
    int infinities = 0;
    for (double v : x) {
      if (Double.isNaN(v)) {
        nans++;
      } else if (Double.isInfinite(v)) {
        infinities++;
      } else {
        min = v >= min ? min : v;
        max = v <= max ? max : v;
        sum += v;
        largest = Math.max(largest, Math.abs(v));
      }
    }
    int finite = x.length - nans - infinities;
    double norm = finite == x.length ? norm(x, largest) : nans > 0 ? Double.NaN : Double.POSITIVE_INFINITY;
    List<Object> elements = x.length <= FEW ? boxed(t) : List.of();
    return new Summary(null, x.length, elements, min, sum / finite, max, norm, nans, infinities);
  }

  /// Scaled, so that squares neither overflow nor vanish.
  private static double norm(double[] x, double largest) {
    if (largest == 0) {
      return 0;
    }
    double squares = 0;
    for (double v : x) {
      squares += v / largest * (v / largest);
    }
    return largest * Math.sqrt(squares);
  }

  private static double[] doubles(Tensor t) {
    return switch (t.dtype()) {
      case FLOAT32, FLOAT64, INT32 -> t.toDoubleArray();
      case INT64 -> {
        long[] a = t.toLongArray();
        double[] x = new double[a.length];
        for (int i = 0; i < x.length; i++) {
          x[i] = a[i];
        }
        yield x;
      }
      case BOOL -> {
        boolean[] a = t.toBooleanArray();
        double[] x = new double[a.length];
        for (int i = 0; i < x.length; i++) {
          x[i] = a[i] ? 1 : 0;
        }
        yield x;
      }
    };
  }

  private static List<Object> boxed(Tensor t) {
    List<Object> list = new ArrayList<>();
    switch (t.dtype()) {
      case FLOAT32 -> {
        for (float v : t.toFloatArray()) {
          list.add(v);
        }
      }
      case FLOAT64 -> {
        for (double v : t.toDoubleArray()) {
          list.add(v);
        }
      }
      case INT32 -> {
        for (int v : t.toIntArray()) {
          list.add(v);
        }
      }
      case INT64 -> {
        for (long v : t.toLongArray()) {
          list.add(v);
        }
      }
      case BOOL -> {
        for (boolean v : t.toBooleanArray()) {
          list.add(v);
        }
      }
    }
    return list;
  }

  /// Whether a NaN or an infinity is among the elements.
  boolean isNonFinite() {
    return nans + infinities > 0;
  }

  /// Whether it says all about an unnamed constant.
  boolean isShownInTitle() {
    return size == 1 && gone == null;
  }

  /// As in `3`, `[1 2 3]`, `min -1.2 mean 0.1 max 3`, `gone`.
  String text() {
    if (gone != null) {
      return "gone";
    }
    if (size == 0) {
      return "empty";
    }
    if (size == 1) {
      return number(elements.get(0));
    }
    if (!elements.isEmpty()) {
      return elements.stream().map(Summary::number).collect(Collectors.joining(" ", "[", "]"));
    }
    return "min " + Text.number(min) + " mean " + Text.number(mean) + " max " + Text.number(max) + odd();
  }

  /// The line in a box: as in `= 3`, `min -1.2 mean 0.1 max 3`, `value gone`.
  String line() {
    return (gone != null ? "value " : elements.isEmpty() ? "" : "= ") + text();
  }

  /// The single element, or the norm, as in `3` or `norm 0.25`.
  String gradientText() {
    if (gone != null) {
      return "gone";
    }
    return (size == 1 ? number(elements.get(0)) : "norm " + Text.number(norm)) + (size > 1 ? odd() : "");
  }

  private String odd() {
    return (nans > 0 ? " · " + nans + " NaN" : "") + (infinities > 0 ? " · " + infinities + " ∞" : "");
  }

  private static String number(Object element) {
    return switch (element) {
      case Float x -> Text.number(x);
      case Double x -> Text.number(x);
      default -> element.toString();
    };
  }
}
