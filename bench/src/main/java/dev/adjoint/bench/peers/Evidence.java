package dev.adjoint.bench.peers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a competitor computes from the initial parameters: the results of a step (gradients, or a product),
/// and the losses of the first steps of training.
record Evidence(float[][] results, double[] losses) {
  private static final int STEPS = 3;

  /// How far two competitors may be apart, relative to the largest number of each array.
  static final double TOLERANCE = 1e-4;

  /// Runs a step that was not run before.
  static Evidence of(Step step) {
    float[][] results = step.results();
    double[] losses = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      losses[i] = step.run();
    }
    return new Evidence(results, losses);
  }

  /// How far this is from what another competitor computed.
  Distance from(Evidence other) {
    if (results.length != other.results.length) {
      throw new IllegalArgumentException(
          results.length + " results beside " + other.results.length + "; they are those of one workload");
    }
    double ofResults = 0;
    for (int i = 0; i < results.length; i++) {
      ofResults = Math.max(ofResults, distance(results[i], other.results[i]));
    }
    double ofLosses = 0;
    for (int i = 0; i < losses.length; i++) {
      double apart = Math.abs(losses[i] - other.losses[i]);
      ofLosses = Math.max(ofLosses, apart == 0 ? 0 : apart / Math.abs(other.losses[i]));
    }
    return new Distance(ofLosses, ofResults);
  }

  private static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " numbers beside " + b.length);
    }
    double apart = 0;
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs((double) a[i] - b[i]);
      apart = difference > apart || Double.isNaN(difference) ? difference : apart;
      largest = Math.max(largest, Math.abs(b[i]));
    }
    return apart == 0 ? 0 : apart / largest;
  }

  /// Relative distances.
  ///
  /// @param losses the largest of the first steps' losses
  /// @param results the largest of all numbers of gradients or products
  record Distance(double losses, double results) {
    boolean isClose() {
      return losses <= TOLERANCE && results <= TOLERANCE;
    }
  }

  void write(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(results.length);
      for (float[] result : results) {
        out.writeInt(result.length);
        for (float value : result) {
          out.writeFloat(value);
        }
      }
      out.writeInt(losses.length);
      for (double loss : losses) {
        out.writeDouble(loss);
      }
    }
  }

  static Evidence read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      float[][] results = new float[in.readInt()][];
      for (int i = 0; i < results.length; i++) {
        results[i] = new float[in.readInt()];
        for (int j = 0; j < results[i].length; j++) {
          results[i][j] = in.readFloat();
        }
      }
      double[] losses = new double[in.readInt()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = in.readDouble();
      }
      return new Evidence(results, losses);
    }
  }
}
