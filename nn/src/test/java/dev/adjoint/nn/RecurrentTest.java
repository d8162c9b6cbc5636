package dev.adjoint.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Node;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.RecurrentBlock.State;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrentTest {
  private static final Tensor KEY = Random.key(11);

  static List<RecurrentBlock> blocks() {
    return List.of(
        new Lstm("lstm", 1, 16, DType.FLOAT32, KEY),
        new Gru("gru", 1, 16, DType.FLOAT32, KEY),
        new Rnn("rnn", 1, 16, DType.FLOAT32, KEY));
  }

  /// Bits `(t, m, 1)`.
  private static Tensor bits(int number, int steps, int rows) {
    Type type = Type.of(DType.FLOAT32, steps, rows, 1);
    float[] u = Random.uniform(Random.split(KEY, number), type).toFloatArray();
    for (int i = 0; i < u.length; i++) {
      u[i] = u[i] < 0.5f ? 0 : 1;
    }
    return Tensor.of(u, steps, rows, 1);
  }

  /// What was read two steps ago is to be said again: chance is right half of the time.
  @ParameterizedTest
  @MethodSource("blocks")
  void learnsToEcho(RecurrentBlock block) {
    int delay = 2;
    int steps = 12;
    Dense output = new Dense("output", block.units(), 1, DType.FLOAT32, Initializer.xavier(), KEY);
    List<Parameter> all = new ArrayList<>(block.parameters());
    all.addAll(output.parameters());
    Adam adam = new Adam(all, 0.02);
    for (int step = 0; step < 150; step++) {
      Tensor xs = bits(100 + step, steps, 32);
      try (Tape tape = new Tape()) {
        Tensor cost = Losses.cost(Losses.sigmoidCrossEntropy(
            echoes(block, output, tape.data(xs), delay), Layout.slice(xs, 0, 0, steps - delay)));
        adam.step(tape.sweep(cost).consume().to(all));
      }
    }
    Tensor xs = bits(1, steps, 100);
    float[] logits = echoes(block, output, xs, delay).toFloatArray();
    float[] said = Layout.slice(xs, 0, 0, steps - delay).toFloatArray();
    int right = 0;
    for (int i = 0; i < said.length; i++) {
      right += logits[i] > 0 == said[i] > 0 ? 1 : 0;
    }
    assertTrue(right > 0.99 * said.length, right + " of " + said.length);
  }

  /// Logits for the steps from `delay` on.
  private static Tensor echoes(RecurrentBlock block, Dense output, Tensor xs, int delay) {
    Tensor outputs = block.run(xs).outputs();
    return output.apply(Layout.slice(outputs, 0, delay, xs.shape().dim(0)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void stepsAreARun(RecurrentBlock block) {
    Tensor xs = bits(2, 5, 3);
    RecurrentBlock.Run run = block.run(xs);
    State state = block.start(3);
    for (int t = 0; t < 5; t++) {
      state = block.step(Layout.squeeze(Layout.slice(xs, 0, t, t + 1), 0), state);
      Tensor output = Layout.squeeze(Layout.slice(run.outputs(), 0, t, t + 1), 0);
      assertArrayEquals(output.toFloatArray(), state.hidden().toFloatArray());
    }
    assertEquals(run.last().parts().size(), state.parts().size());
    for (int i = 0; i < state.parts().size(); i++) {
      assertArrayEquals(run.last().parts().get(i).toFloatArray(), state.parts().get(i).toFloatArray());
    }
  }

  @Test
  void parametersAreNamedAndStartAsStated() {
    Lstm lstm = new Lstm("memory", 3, 4, DType.FLOAT64, KEY);
    assertEquals(
        List.of("memory/w", "memory/u", "memory/b"),
        lstm.parameters().stream().map(Parameter::name).toList());
    assertEquals(
        List.of("g/w", "g/u", "g/b", "g/c"),
        new Gru("g", 3, 4, DType.FLOAT64, KEY).parameters().stream().map(Parameter::name).toList());
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, lstm.biases().value().toDoubleArray());
    double[] w = lstm.weights().value().toDoubleArray();
    double sum = 0;
    for (double v : w) {
      assertTrue(Math.abs(v) <= 0.5, "1 / √4, was " + v);
      sum += v * v;
    }
    assertEquals(1 / 12.0, sum / w.length, 0.03, "the variance of a uniform number between ±½");
    assertEquals(4 * 4 * (3 + 4 + 1), lstm.parameterCount());
  }

  @Test
  void nodesCarryTheScopeAndAPlainSequenceRecordsNothing() {
    Gru gru = new Gru("gru", 1, 4, DType.FLOAT32, KEY);
    assertEquals(null, gru.run(bits(3, 2, 2)).outputs().tape());
    try (Tape tape = new Tape()) {
      gru.run(tape.data(bits(3, 2, 2)));
      assertEquals(
          List.of("Gru"),
          tape.nodes().stream()
              .filter(n -> n.kind() == Node.Kind.OP && n.scope().equals("gru"))
              .map(n -> String.valueOf(n.op() == null ? null : n.op().name()))
              .filter(op -> op.equals("Gru"))
              .toList());
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Lstm lstm = new Lstm("memory", 3, 4, DType.FLOAT32, KEY);
    Tensor xs = Tensor.zeros(Type.of(DType.FLOAT32, 5, 2, 4));
    String message = assertThrows(OperandException.class, () -> lstm.run(xs)).getMessage();
    assertTrue(message.contains("Lstm memory") && message.contains("(t, m, 3)"), message);
    Tensor none = Tensor.zeros(Type.of(DType.FLOAT32, 0, 2, 3));
    assertThrows(OperandException.class, () -> lstm.run(none));
    Tensor x = Tensor.zeros(Type.of(DType.FLOAT32, 2, 3));
    message = assertThrows(OperandException.class, () -> lstm.step(x, lstm.start(3))).getMessage();
    String rule = "xs (t, m, 3) and 2 parts FLOAT32 (2, 4)";
    assertTrue(message.contains("Lstm memory: the state does not fit") && message.contains(rule), message);
    RecurrentBlock.State half = new RecurrentBlock.State(lstm.start(2).parts().subList(0, 1));
    message = assertThrows(OperandException.class, () -> lstm.step(x, half)).getMessage();
    assertTrue(message.contains("x[1] FLOAT32 (2, 4)") && message.contains(rule), message);
    assertThrows(IllegalArgumentException.class, () -> new Lstm("l", 0, 4, DType.FLOAT32, KEY));
    assertThrows(IllegalArgumentException.class, () -> new Rnn("l", 4, 0, DType.FLOAT32, KEY));
  }
}
