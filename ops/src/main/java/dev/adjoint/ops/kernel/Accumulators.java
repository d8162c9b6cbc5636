package dev.adjoint.ops.kernel;

import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.Arrays;

/// Local variables of a kernel that each hold what was folded so far, a vector or a scalar.
///
/// The lanes of all are virtual lanes: [#halve()] folds the upper half of them into the lower until one is
/// left, which gives the same bits whether they are many scalars or a few vectors.
public final class Accumulators {
  private final CodeBuilder c;
  private final Lanes lanes;
  private final Formula step;
  private final TypeKind local;
  private final int[] locals;

  /// @param step what there is so far, input 0, together with the next, input 1
  public Accumulators(CodeBuilder c, Lanes lanes, int count, Formula step) {
    this.c = c;
    this.lanes = lanes;
    this.step = step;
    local = lanes.local(Kind.VALUE);
    locals = new int[count];
    Arrays.setAll(locals, i -> c.allocateLocal(local));
  }

  public int count() {
    return locals.length;
  }

  /// Sets all to a number.
  public void begin(double identity) {
    for (int i = 0; i < locals.length; i++) {
      if (i == 0) {
        lanes.constant(c, identity);
      } else {
        load(0);
      }
      c.storeLocal(local, locals[i]);
    }
  }

  /// Sets one to the elements at a place in an array.
  public void set(int i, Runnable source) {
    lanes.load(c, Kind.VALUE, source);
    c.storeLocal(local, locals[i]);
  }

  /// Folds the elements at a place in an array into one.
  public void fold(int i, Runnable source) {
    step(i, () -> lanes.load(c, Kind.VALUE, source));
  }

  /// Sets one to its fma with two factors: `a · b + itself`.
  public void fma(int i, Runnable a, Runnable b) {
    lanes.apply(c, Lanes.FMA, input -> {
      switch (input.index()) {
        case 0 -> a.run();
        case 1 -> b.run();
        default -> load(i);
      }
    });
    c.storeLocal(local, locals[i]);
  }

  /// Folds the upper half into the lower, until one is left.
  public void halve() {
    for (int half = locals.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        int other = i + half;
        step(i, () -> load(other));
      }
    }
  }

  /// Folds the lanes of the one that others have left; `place` pushes where they can be stored.
  public void halve(Accumulators others, Runnable place) {
    others.store(0, place);
    for (int lane = 0; lane < locals.length; lane++) {
      int index = lane;
      set(lane, () -> {
        place.run();
        c.loadConstant(index).iadd();
      });
    }
    halve();
  }

  /// Stores what one holds.
  public void store(int i, Runnable target) {
    lanes.store(c, Kind.VALUE, () -> load(i), target);
  }

  private void load(int i) {
    c.loadLocal(local, locals[i]);
  }

  private void step(int i, Runnable next) {
    lanes.apply(c, step, input -> {
      if (input.index() == 0) {
        load(i);
      } else {
        next.run();
      }
    });
    c.storeLocal(local, locals[i]);
  }
}
