package dev.adjoint.ops.formula;

import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a lowered formula for one element, in Java's own arithmetic: slow, and the measure of what kernels
/// compute.
///
/// A node's result is a `Float`, `Double`, `Integer`, `Long` or `Boolean`.
final class Evaluator {
  private Evaluator() {}

  static double evaluate(Formula formula, DType dtype, double... inputs) {
    Object result = run(Lowering.lower(formula, dtype), dtype, input -> switch (input.kind()) {
      case MASK -> inputs[input.index()] != 0;
      default -> number(dtype, inputs[input.index()]);
    });
    return result instanceof Boolean b ? (b ? 1 : 0) : ((Number) result).doubleValue();
  }

  static long evaluateIntegers(Formula formula, DType dtype, long... inputs) {
    if (!dtype.isInteger()) {
      throw new IllegalArgumentException("evaluateIntegers: INT32 or INT64 is wanted, given " + dtype);
    }
    Object result = run(Lowering.lower(formula, dtype), dtype, input -> switch (input.kind()) {
      case MASK -> inputs[input.index()] != 0;
      default -> integer(dtype, inputs[input.index()]);
    });
    return result instanceof Boolean b ? (b ? 1 : 0) : ((Number) result).longValue();
  }

  private static Object run(Formula lowered, DType dtype, Function<Formula, Object> inputs) {
    Map<Formula, Object> values = new HashMap<>();
    for (Formula f : Dag.order(lowered)) {
      List<Object> a = f.arguments().stream().map(values::get).toList();
      values.put(f, switch (f.operator()) {
        case INPUT -> inputs.apply(f);
        case CONSTANT -> number(dtype, f.value());
        case INTEGER -> integer(dtype, f.integer());
        default -> apply(f, dtype, a);
      });
    }
    return requireNonNull(values.get(lowered));
  }

  private static Object number(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case FLOAT64 -> value;
      case INT32 -> (int) (long) value;
      case INT64 -> (long) value;
      case BOOL ->
          throw new IllegalArgumentException("a formula computes in FLOAT32, FLOAT64, INT32 or INT64");
    };
  }

  private static Object integer(DType dtype, long value) {
    if (dtype.bytes() == 4) {
      return (int) value;
    }
    return value;
  }

  private static Object apply(Formula f, DType dtype, List<Object> a) {
    return switch (f.operator()) {
      case NOT -> !(Boolean) a.get(0);
      case SELECT -> (Boolean) a.get(0) ? a.get(1) : a.get(2);
      case RARELY -> (Boolean) a.get(0) ? strict(f, a) : a.getLast();
      case BITS -> switch (a.get(0)) {
        case Float x -> Float.floatToIntBits(x);
        case Double x -> Double.doubleToLongBits(x);
        default -> a.get(0);
      };
      case FROM_BITS -> fromBits(dtype, a.get(0));
      default -> switch (a.get(0)) {
        case Boolean x -> f.operator() == Operator.AND ? x & (Boolean) a.get(1) : x | (Boolean) a.get(1);
        case Float x -> floats(f, x, a);
        case Double x -> doubles(f, x, a);
        case Integer x -> ints(f, x, a);
        case Long x -> longs(f, x, a);
        default -> throw new IllegalStateException(f.toString());
      };
    };
  }

  private static Object strict(Formula f, List<Object> a) {
    double second = a.size() > 3 ? ((Number) a.get(2)).doubleValue() : 0;
    double y = f.function().apply(((Number) a.get(1)).doubleValue(), second);
    if (a.get(1) instanceof Float) {
      return (float) y;
    }
    return y;
  }

  private static Object fromBits(DType dtype, Object bits) {
    return switch (dtype) {
      case FLOAT32 -> Float.intBitsToFloat((Integer) bits);
      case FLOAT64 -> Double.longBitsToDouble((Long) bits);
      default -> bits;
    };
  }

  private static Object floats(Formula f, float x, List<Object> a) {
    float y = a.size() < 2 ? 0 : (Float) a.get(1);
    return switch (f.operator()) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SQRT -> (float) Math.sqrt(x);
      case FMA -> Math.fma(x, y, (Float) a.get(2));
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
      default -> throw new IllegalStateException(f.toString());
    };
  }

  private static Object doubles(Formula f, double x, List<Object> a) {
    double y = a.size() < 2 ? 0 : (Double) a.get(1);
    return switch (f.operator()) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SQRT -> Math.sqrt(x);
      case FMA -> Math.fma(x, y, (Double) a.get(2));
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
      default -> throw new IllegalStateException(f.toString());
    };
  }

  private static Object ints(Formula f, int x, List<Object> a) {
    int y = a.size() < 2 ? 0 : (Integer) a.get(1);
    return switch (f.operator()) {
      case SHL -> x << f.index();
      case SHR -> x >> f.index();
      case USHR -> x >>> f.index();
      default -> switch (longs(f, x, List.of((long) x, (long) y))) {
        case Long wide -> wide.intValue();
        case Object other -> other;
      };
    };
  }

  private static Object longs(Formula f, long x, List<Object> a) {
    long y = a.size() < 2 ? 0 : (Long) a.get(1);
    return switch (f.operator()) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case LT -> x < y;
      case LE -> x <= y;
      case GT -> x > y;
      case GE -> x >= y;
      case EQ -> x == y;
      case NE -> x != y;
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
      case SHL -> x << f.index();
      case SHR -> x >> f.index();
      case USHR -> x >>> f.index();
      default -> throw new IllegalStateException(f.toString());
    };
  }
}
