package dev.palisade.checker.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.history.MalformedHistoryException;
import org.junit.jupiter.api.Test;

class TornFilesTest {
  private static final String LINE = "INFO  jepsen.util - 4\t:invoke\t:cas\t[1 2]";

  @Test
  void aLineOfALogThatIsCutAnywhereIsRefused() {
    for (int length = 1; length < LINE.length(); length++) {
      String torn = LINE.substring(0, length);
      assertThatThrownBy(() -> HistoryFormat.ETCD.parse(LINE.replace('4', '5') + "\n" + torn))
          .as(torn)
          .isInstanceOfSatisfying(
              MalformedHistoryException.class, e -> assertThat(e.line()).isEqualTo(2));
    }
    assertThatThrownBy(() -> HistoryFormat.ETCD.parse("4 :invoke :read ni"))
        .hasMessageContaining("expected one value, found 'ni'");
  }

  @Test
  void linesOfOtherLoggersAreSkippedAndThePrefixMayBeAbsent() {
    assertThat(HistoryFormat.ETCD.parse("WARN  jepsen.core - hi\n4 :invoke :read nil\n").size())
        .isEqualTo(1);
  }

  @Test
  void nothingIsNoHistory() {
    for (HistoryFormat format : HistoryFormat.values()) {
      assertThatThrownBy(() -> format.parse("\n")).hasMessageContaining("there is nothing");
    }
    assertThat(HistoryFormat.EDN.parse("[]").size()).isZero();
  }

  @Test
  void aStoreWithKeysNamesTheKeyOfEachEvent() {
    assertThatThrownBy(() -> HistoryFormat.KV.parse("{:process 0 :type :invoke :f :get}"))
        .hasMessageContaining("line 1: the event has no key");
  }

  @Test
  void printedObjectsInErrorsDoNotMatter() {
    String event = "{:process 0 :type :invoke :f :w :value 1 :error #object[java.X 0x1f \"s\"]}";
    assertThat(HistoryFormat.EDN.parse(event).size()).isEqualTo(1);
  }
}
