package dev.adjoint.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The record of a computation, in the order in which it happened, and the owner of the storage it made.
///
/// **Recording follows the data.** Values enter by [#data] and [#variable]; an op with an input on a tape records
/// itself there. There is no global or per-thread state: a tape belongs to one thread at a time, and any number live
/// side by side.
/// ```java
/// try (Tape tape = new Tape()) {
///   Tensor x = tape.variable("x", Tensor.scalar(3.0));
///   Tensor y = add(mul(x, x), 1);
///   Tensor dx = tape.gradients(y, x).of(x);   // 6
/// }
/// ```
/// **Order.** An input's id is always smaller than its user's, so a sweep is a loop over ids.
///
/// **Nesting.** The values on a nested tape stand for values one level lower, plain or on older tapes, and whatever is
/// computed with primals is recorded there. So a gradient inside a loss, or a gradient of a gradient, needs no mode; see
/// [Derivatives].
///
/// **Storage.** What is computed from a tape's data, gradients included, belongs to that tape. Nobody must close a tape:
/// unreachable, it is garbage. Closing hands its arrays to the pool of [Buffers] for the next one; a tensor that is read
/// afterwards says so, [Tensor#detach] keeps one. The structure can be dumped after closing.
public final class Tape implements AutoCloseable {
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private enum State {
    OPEN,
    ENDED,
    CLOSED
  }

  private final long sequence = SEQUENCE.incrementAndGet();
  private final boolean nested;
  /// A tensor one level lower, which shows under which tapes this one is nested.
  private final @Nullable Tensor anchor;

  private final @Nullable Training training;
  private State state = State.OPEN;
  /// What a value says that a consuming sweep has freed; empty before.
  private String consumed = "";

  /// How many arguments of rules at work are recorded here, and the op of the first.
  private int ruled;

  private @Nullable Op rule;

  /// The node of each value; the outputs of one node share it.
  private Node[] nodes = new Node[16];

  private int size;
  private final Map<Integer, String> names = new HashMap<>();
  private String scope = "";
  private boolean sites = Boolean.getBoolean("adjoint.sites");

  private @Nullable Storage passing;
  private final Holdings holdings = new Holdings();
  private final Map<Variable, Tensor> variables = new IdentityHashMap<>(4);

  /// An empty tape, nested in no other.
  public Tape() {
    this(false, null, null);
  }

  private Tape(boolean nested, @Nullable Tensor anchor, @Nullable Training training) {
    this.nested = nested;
    this.anchor = anchor;
    this.training = training;
  }

  /// An empty tape for one step of training: layers that behave differently in training, such as dropout, ask it for
  /// keys. Equal seeds and steps give equal draws.
  public static Tape training(long seed, long step) {
    Training training = new Training(seed, step);
    Tape tape = new Tape(false, null, training);
    training.enter(tape);
    return tape;
  }

  /// An empty tape nested under the tapes of `under`, or of none. It takes any tensors of older tapes, as constants, and
  /// trains if the tape of `under` does. It owns no storage.
  public static Tape nested(@Nullable Tensor under) {
    Tape outer = under == null ? null : under.tape();
    return new Tape(true, under, outer == null ? null : outer.training);
  }

  /// From now on nodes keep the line of code that recorded them, which takes a walk of the stack for each. Also turned on
  /// for all tapes by `-Dadjoint.sites=true`.
  public Tape withSites() {
    sites = true;
    return this;
  }

  // ---- entering values ----

  /// Enters a value as one that no gradient is wanted for.
  public Tensor data(Tensor x) {
    return enter(Node.Kind.DATA, x, null);
  }

  /// Enters a value under a name as one that no gradient is wanted for.
  public Tensor data(String name, Tensor x) {
    return data(x).named(name);
  }

  /// Enters a value to differentiate with respect to. Every call makes a fresh value, equal or not.
  ///
  /// @throws OperandException if `x` is not floating
  public Tensor variable(Tensor x) {
    return enter(Node.Kind.VARIABLE, x, null);
  }

  /// Enters a named value to differentiate with respect to.
  public Tensor variable(String name, Tensor x) {
    return variable(x).named(name);
  }

  /// Enters a variable at most once; `lower` is its value one level lower.
  Tensor variable(Variable v, Tensor lower) {
    Tensor t = enter(Node.Kind.VARIABLE, lower, v);
    setName(t.id(), v.name());
    variables.put(v, t);
    return t;
  }

  /// The value that a variable was entered as, or null if it was not entered here.
  public @Nullable Tensor entered(Variable v) {
    return variables.get(v);
  }

  /// Whether a variable has another value now than it was entered with.
  boolean hasStaleVariable() {
    for (Variable v : variables.keySet()) {
      if (!v.isCurrent(variables.get(v))) {
        return true;
      }
    }
    return false;
  }

  private Tensor enter(Node.Kind kind, Tensor x, @Nullable Variable v) {
    demandOpen("a value was entered");
    if (kind == Node.Kind.VARIABLE && !x.dtype().isFloating()) {
      throw OperandException.of(
          "variable",
          new Mismatch("not differentiable").rule("FLOAT32 or FLOAT64").hint("cast it, or enter it as data"),
          x);
    }
    Tape on = x.tape();
    if (on != null) {
      on.demandOpen("its value was entered on " + this);
      if (!nested || !isNewerThan(on)) {
        throw new TapeException(
            this + ": the value entered is recorded on " + on + "; detach() it, or nest with Tape.nested");
      }
    }
    Tensor primal = on == null && !nested ? x.at(this) : x;
    Node node = new Leaf(size, kind, primal, scope, site(), v);
    Tensor t = append(node, primal);
    String name = x.name();
    if (name != null) {
      names.put(t.id(), name);
    }
    return t;
  }

  // ---- recording ----

  Tensor record(Op op, Tensor[] x, Tensor primal) {
    return append(new Node(size, op, x, primal, scope, site()), primal);
  }

  Tensor[] recordAll(Op op, Tensor[] x, Tensor[] primals) {
    Node node = new Several(size, op, x, primals, scope, site());
    Tensor[] y = new Tensor[primals.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = append(node, primals[i]);
    }
    return y;
  }

  private Tensor append(Node node, Tensor primal) {
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, size * 2);
    }
    nodes[size] = node;
    return Tensor.recorded(this, size++, primal);
  }

  private @Nullable String site() {
    return sites ? Sites.here() : null;
  }

  // ---- gradients ----

  /// The gradients of a single-element `y` with respect to `wanted`, variables or values in between. Only the paths to
  /// them are computed. The sweep can be repeated.
  ///
  /// @throws GradientException if `y` has more than one element, or does not depend on one of `wanted`
  public Gradients gradients(Tensor y, Tensor... wanted) {
    return sweep(y).to(wanted);
  }

  /// The gradients of a single-element `y` with respect to `variables`.
  public Gradients gradients(Tensor y, Collection<? extends Variable> variables) {
    return sweep(y).to(variables);
  }

  /// A reverse sweep from `y`, with options: another cotangent than one, recorded, consuming.
  public Sweep sweep(Tensor y) {
    return new Sweep(this, y);
  }

  /// The tangent of `y` when the values `x` move by `dx` (arrays of equal length, equal types): forward mode over what is
  /// recorded. Zeros if `y` does not depend on any `x`.
  public Tensor tangent(Tensor y, Tensor[] x, Tensor[] dx) {
    return Push.tangent(this, y, x, dx);
  }

  // ---- names, scopes, nodes ----

  /// The nodes in the order they were recorded; readable after closing.
  public List<Node> nodes() {
    List<Node> list = new ArrayList<>();
    for (int i = 0; i < size; i += nodes[i].outputs()) {
      list.add(nodes[i]);
    }
    return Collections.unmodifiableList(list);
  }

  /// The number of values recorded.
  public int size() {
    return size;
  }

  /// The node that made value `id`.
  public Node node(int id) {
    return nodes[java.util.Objects.checkIndex(id, size)];
  }

  /// Value `id` as a tensor recorded on this tape.
  public Tensor value(int id) {
    Node node = node(id);
    return Tensor.recorded(this, id, node.output(id - node.id));
  }

  /// The name of value `id`, or null.
  public @Nullable String nameOf(int id) {
    return names.get(id);
  }

  void setName(int id, String name) {
    names.put(id, name);
  }

  @Nullable String siteOf(int id) {
    return nodes[id].site();
  }

  String enterScope(String name) {
    String outer = scope;
    scope = outer.isEmpty() ? name : outer + "/" + name;
    return outer;
  }

  void leaveScope(String outer) {
    scope = outer;
  }

  // ---- training ----

  /// Whether this tape records a step of training.
  public boolean isTraining() {
    return training != null;
  }

  /// The random key of this step, INT64 `(2,)`, as a leaf.
  ///
  /// @throws TapeException if this tape does not train
  public Tensor key() {
    return demandTraining().key();
  }

  /// The number of the next draw in this step, counting from 0: what a key is split by.
  ///
  /// @throws TapeException if this tape does not train
  public int nextDraw() {
    return demandTraining().nextDraw();
  }

  private Training demandTraining() {
    if (training == null) {
      throw new TapeException(this + " does not train: open it with Tape.training(seed, step)");
    }
    return training;
  }

  // ---- life ----

  boolean isNested() {
    return nested;
  }

  boolean isNewerThan(Tape other) {
    return sequence > other.sequence;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  boolean isConsumed() {
    return !consumed.isEmpty();
  }

  void markConsumed() {
    consumed = "this tensor's storage was freed by a consuming sweep of " + this + "; detach() it before";
  }

  @Nullable Tensor anchor() {
    return anchor;
  }

  void enterRule(Op op) {
    if (ruled++ == 0) {
      rule = op;
    }
  }

  void leaveRule() {
    if (--ruled == 0) {
      rule = null;
    }
  }

  /// The op whose derivative is being recorded here, or null.
  @Nullable Op rule() {
    return rule;
  }

  void own(Type type, Storage storage) {
    holdings.own(type, storage);
  }

  /// Hands the array of a value or cotangent to the pool if this tape owns it, for the consuming sweep.
  void release(Tensor value) {
    Tensor plain = value.plain();
    if (plain.home() == this) {
      holdings.release(plain.storage(), consumed);
    }
  }

  /// While a rule of a consuming sweep runs, the storage of its cotangent, if the sweep will not need it again.
  void setPassing(@Nullable Storage storage) {
    passing = storage;
  }

  /// The array of a cotangent that is being passed, as a storage of its own, if nobody else needs it; otherwise null.
  @Nullable Storage takePassing(Tensor dy) {
    Storage storage = passing;
    if (storage == null || storage != dy.storage()) {
      return null;
    }
    passing = null;
    return take(dy);
  }

  /// The array of a cotangent that a consuming sweep has leased, as a storage of its own, if this tape owns it and nobody
  /// else needs it; otherwise null.
  @Nullable Storage take(Tensor dy) {
    return dy.tape() == null && dy.home() == this ? holdings.move(dy.storage(), consumed) : null;
  }

  /// Keeps an array from being freed or reused until this tape ends.
  void lease(Storage storage) {
    holdings.lease(storage);
  }

  /// How many bytes the values and gradients take that this tape owns: what was computed from its data and not freed by
  /// a consuming sweep. What was entered is not the tape's.
  public long ownedBytes() {
    return holdings.bytes();
  }

  /// The most that [#ownedBytes] has come to; readable after closing.
  public long peakBytes() {
    return holdings.peakBytes();
  }

  void demandOpen(Op op, Tensor x) {
    if (state != State.OPEN) {
      String name = x.name();
      throw new TapeException(
          op.name() + ": its input " + (name == null ? "" : name + " ") + x.type() + " is of " + this
              + ", which has ended; detach() what is to outlive a tape");
    }
  }

  void demandOpen(String what) {
    if (state != State.OPEN) {
      throw new TapeException(this + " has ended, but " + what);
    }
  }

  /// Ends a nested tape: what is still recorded on it can no longer be used.
  public void end() {
    if (state == State.OPEN) {
      state = State.ENDED;
      holdings.endLeases();
    }
  }

  /// Ends this tape and hands all arrays it owns to the pool.
  @Override
  public void close() {
    end();
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    holdings.releaseAll(
        "this tensor's storage was handed back when " + this + " was closed; detach() what is to outlive it");
  }

  /// As in `tape#7`.
  @Override
  public String toString() {
    return (nested ? "nested " : "") + "tape#" + sequence;
  }
}
