package dev.adjoint.examples.support;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Pictures of a training run, drawn without a display and saved as PNG.
public final class Charts {
  private static final Color[] LINES = {
    new Color(0x2b6cb0), new Color(0xd9730d), new Color(0x2f855a), new Color(0x805ad5)
  };
  private static final Color INK = new Color(0x2d3748);
  private static final Color GRID = new Color(0xe2e8f0);
  private static final int SHADES = 64;
  /// Pixels per unit of a chart: pictures stay sharp on dense screens.
  private static final int SCALE = 2;

  private Charts() {}

  /// One line per name over the epochs 1, 2, … : the learning curves of one quantity.
  ///
  /// @param byName the values per epoch; the lines need not be of one length
  public static Chart<?, ?> curves(String title, String quantity, SequencedMap<String, double[]> byName) {
    XYChart chart = new XYChartBuilder().width(560).height(400).title(title)
        .xAxisTitle("epoch").yAxisTitle(quantity).build();
    style(chart.getStyler());
    chart.getStyler().setSeriesColors(LINES);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setXAxisMin(1.0);
    chart.getStyler().setYAxisDecimalPattern("0.00");
    for (Map.Entry<String, double[]> line : byName.entrySet()) {
      double[] y = line.getValue();
      double[] epochs = DoubleStream.iterate(1, e -> e + 1).limit(y.length).toArray();
      chart.addSeries(line.getKey(), epochs, y).setMarker(SeriesMarkers.NONE)
          .setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    return chart;
  }

  /// A confusion matrix: one row per true class, one column per answer. The shade is the share of the row,
  /// darker on a square-root scale, so that rare confusions show beside the diagonal; the number is that
  /// share in percent.
  ///
  /// @param counts `(k, k)`, `counts[truth][answer]`
  public static Chart<?, ?> confusion(String title, List<String> classes, int[][] counts) {
    int k = classes.size();
    HeatMapChart chart = new HeatMapChartBuilder().width(60 + 26 * k).height(80 + 24 * k).title(title)
        .xAxisTitle("answer").yAxisTitle("truth").build();
    style(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setPlotMargin(0);
    chart.getStyler().setRangeColors(shades());
    chart.getStyler().setXAxisTickMarkSpacingHint(10);
    chart.getStyler().setYAxisTickMarkSpacingHint(10);
    chart.getStyler().setXAxisMaxLabelCount(k);
    chart.getStyler().setShowValue(true);
    chart.getStyler().setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    chart.getStyler().setValueFontColor(INK);
    chart.getStyler().setHeatMapValueDecimalPattern("#");
    List<Number[]> cells = new ArrayList<>();
    for (int answer = 0; answer < k; answer++) {
      for (int truth = 0; truth < k; truth++) {
        int total = IntStream.of(counts[truth]).sum();
        if (counts[truth][answer] > 0) {
          cells.add(new Number[] {answer, k - 1 - truth, 100.0 * counts[truth][answer] / total});
        }
      }
    }
    List<String> fromTheTop = new ArrayList<>(classes);
    Collections.reverse(fromTheTop);
    chart.addSeries("share of the row", classes, fromTheTop, cells).setMin(0).setMax(100);
    return chart;
  }

  /// Draws charts side by side into one PNG file; folders are made as needed.
  public static void save(Path file, Chart<?, ?>... sideBySide) throws IOException {
    int width = List.of(sideBySide).stream().mapToInt(Chart::getWidth).sum();
    int height = List.of(sideBySide).stream().mapToInt(Chart::getHeight).max().orElseThrow();
    BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.scale(SCALE, SCALE);
    for (Chart<?, ?> chart : sideBySide) {
      Graphics2D part = (Graphics2D) g.create();
      chart.paint(part, chart.getWidth(), chart.getHeight());
      part.dispose();
      g.translate(chart.getWidth(), 0);
    }
    g.dispose();
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(GRID);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartPadding(12);
  }

  /// From white to a blue on which numbers can still be read, in equal steps of the square root of the share.
  private static Color[] shades() {
    Color[] shades = new Color[SHADES];
    for (int i = 0; i < SHADES; i++) {
      double depth = Math.sqrt((double) i / (SHADES - 1));
      shades[i] = new Color(mix(255, 0x4a, depth), mix(255, 0x90, depth), mix(255, 0xd9, depth));
    }
    return shades;
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
