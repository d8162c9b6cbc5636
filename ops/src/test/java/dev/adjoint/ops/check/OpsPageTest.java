package dev.adjoint.ops.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpsPageTest {
  @Test
  void pageIsWhatTheCodeSays() throws IOException {
    Path file = Path.of("../docs/ops.md");
    String written = Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
    assertEquals(
        OpsPage.markdown(Catalogue.library()),
        written,
        "docs/ops.md is stale; refresh it with JDK 25: mvn -q -pl ops -am compile && java -cp"
            + " core/target/classes:ops/target/classes dev.adjoint.ops.check.OpsPage docs/ops.md");
  }

  @Test
  void everyOpOfTheCatalogueHasItsRow() {
    Catalogue catalogue = Catalogue.library();
    String page = OpsPage.markdown(catalogue);
    for (Catalogue.Entry entry : catalogue.entries()) {
      assertTrue(page.contains("| `" + entry.op().name()), entry.op().label());
    }
  }
}
