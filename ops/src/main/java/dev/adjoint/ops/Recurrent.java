package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.recurrent.Cell;
import java.util.function.UnaryOperator;

/// Recurrent layers over whole sequences: `t` steps of `m` rows, `xs (t, m, n)`, to the states after every
/// step, `(t, m, h)`. FLOAT32 and FLOAT64. Weights lie gate by gate, in the order of gates that is stated:
/// `w (k·h, n)` for the input and `u (k·h, h)` for the hidden state. A step alone is a sequence of one.
///
/// A [Cell] of one's own runs the same way.
public sealed interface Recurrent extends Cell {
  /// Long short-term memory: hidden states and cell states, two tensors. Gates are, in this order, input,
  /// forget, candidate and output:
  /// ```
  /// i, f, o = sigmoid(x Wᵀ + b + h Uᵀ)      g = tanh(x Wᵀ + b + h Uᵀ)
  /// c ← f c + i g                           h ← o tanh(c)
  /// ```
  /// Hochreiter and Schmidhuber, *Long short-term memory*, 1997; the forget gate is that of Gers, Schmidhuber
  /// and Cummins, *Learning to forget*, 2000.
  ///
  /// @param b the bias, `(4h,)`
  /// @param h0 the hidden state before the first step, `(m, h)`
  /// @param c0 the cell state before the first step, `(m, h)`
  /// @throws dev.adjoint.core.OperandException if the operands do not fit
  static Tensor[] lstm(Tensor xs, Tensor w, Tensor u, Tensor b, Tensor h0, Tensor c0) {
    return new Lstm().run(xs, w, u, b, h0, c0);
  }

  /// Gated recurrent units: hidden states. Gates are, in this order, reset, update and candidate:
  /// ```
  /// r, z = sigmoid(x Wᵀ + b + h Uᵀ + c)     g = tanh(x Wᵀ + b + r (h Uᵀ + c))
  /// h ← (1 − z) g + z h
  /// ```
  /// Cho et al., *Learning phrase representations using RNN encoder-decoder for statistical machine
  /// translation*, 2014, in its first version, where the reset gate acts on the product of the hidden state
  /// with the weights. (In later versions it acts on the hidden state itself, so that the product has to wait
  /// for the gate.) PyTorch and cuDNN have the same.
  ///
  /// @param b the bias of the input, `(3h,)`
  /// @param c the bias of the hidden state, `(3h,)`
  /// @param h0 the hidden state before the first step, `(m, h)`
  /// @throws dev.adjoint.core.OperandException if the operands do not fit
  static Tensor gru(Tensor xs, Tensor w, Tensor u, Tensor b, Tensor c, Tensor h0) {
    return new Gru().run(xs, w, u, b, c, h0)[0];
  }

  /// A plain recurrent layer: hidden states `h ← tanh(x Wᵀ + b + h Uᵀ)`. Elman, *Finding structure in time*,
  /// 1990.
  ///
  /// @param b the bias, `(h,)`
  /// @param h0 the hidden state before the first step, `(m, h)`
  /// @throws dev.adjoint.core.OperandException if the operands do not fit
  static Tensor rnn(Tensor xs, Tensor w, Tensor u, Tensor b, Tensor h0) {
    return new Rnn().run(xs, w, u, b, h0)[0];
  }

  private static Formula sigmoid(Formula x) {
    return Formula.call(new Activations.Sigmoid(), x);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// See [#lstm].
  record Lstm() implements Recurrent {
    @Override
    public int gates() {
      return 4;
    }

    @Override
    public int states() {
      return 2;
    }

    @Override
    public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
      Formula input = keep.apply(sigmoid(a[0].add(r[0])));
      Formula forget = keep.apply(sigmoid(a[1].add(r[1])));
      Formula candidate = keep.apply(a[2].add(r[2]).tanh());
      Formula output = keep.apply(sigmoid(a[3].add(r[3])));
      Formula c = keep.apply(forget.mul(s[1]).add(input.mul(candidate)));
      Formula squashed = keep.apply(c.tanh());
      return new Formula[] {output.mul(squashed), c};
    }

    @Override
    public double[] reference(double[] a, double[] r, double[] s) {
      double input = sigmoid(a[0] + r[0]);
      double forget = sigmoid(a[1] + r[1]);
      double candidate = Math.tanh(a[2] + r[2]);
      double output = sigmoid(a[3] + r[3]);
      double c = forget * s[1] + input * candidate;
      double h = output * Math.tanh(c);
      return new double[] {h, c, input, forget, candidate, output, Math.tanh(c)};
    }
  }

  /// See [#gru].
  record Gru() implements Recurrent {
    @Override
    public int gates() {
      return 3;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public boolean hiddenBias() {
      return true;
    }

    @Override
    public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
      Formula reset = keep.apply(sigmoid(a[0].add(r[0])));
      Formula update = keep.apply(sigmoid(a[1].add(r[1])));
      Formula candidate = keep.apply(a[2].add(reset.mul(r[2])).tanh());
      return new Formula[] {Formula.one().sub(update).mul(candidate).add(update.mul(s[0]))};
    }

    @Override
    public double[] reference(double[] a, double[] r, double[] s) {
      double reset = sigmoid(a[0] + r[0]);
      double update = sigmoid(a[1] + r[1]);
      double candidate = Math.tanh(a[2] + reset * r[2]);
      return new double[] {candidate + update * (s[0] - candidate), reset, update, candidate};
    }
  }

  /// See [#rnn].
  record Rnn() implements Recurrent {
    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
      return new Formula[] {a[0].add(r[0]).tanh()};
    }

    @Override
    public double[] reference(double[] a, double[] r, double[] s) {
      return new double[] {Math.tanh(a[0] + r[0])};
    }
  }
}
