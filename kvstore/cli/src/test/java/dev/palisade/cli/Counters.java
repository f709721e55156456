package dev.palisade.cli;

import dev.palisade.client.Bytes;
import dev.palisade.client.CompareAndSetResult;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.RefusedException;
import dev.palisade.client.UnknownOutcomeException;
import dev.palisade.client.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One client that counts up in keys that nobody else writes, through whatever happens to the
 * cluster, and keeps a book of what it was told. In keys of kind {@code cas} it compares and sets,
 * in keys of kind {@code put} it puts. For one thread.
 *
 * <p>What the book makes visible:
 *
 * <ul>
 *   <li>a lost acknowledged write: a value below the last acknowledged one;
 *   <li>an effect twice: a version above the value, or a compare that fails although the value was
 *       known;
 *   <li>an effect out of nowhere: a value above the last one sent.
 * </ul>
 */
final class Counters {
  /**
   * @param acknowledged the last number that was acknowledged, 0 for none
   * @param sent the last number that was sent
   */
  private record Line(String key, long acknowledged, long sent) {}

  private final PalisadeClient client;
  private final String name;
  private final List<Line> retired = new ArrayList<>();
  private Line cas;
  private Line put;
  private int keys;
  private long acknowledgements;
  private long unknowns;

  Counters(PalisadeClient client, String name) {
    this.client = client;
    this.name = name;
    cas = newLine("cas");
    put = newLine("put");
  }

  private Line newLine(String kind) {
    keys++;
    return new Line(kind + "/" + name + "/" + keys, 0, 0);
  }

  /** Counts up by one in a key of each kind; a refusal changes nothing, an unknown is resolved. */
  void step() {
    cas = countByCompareAndSet(cas);
    put = countByPut(put);
  }

  private Line countByPut(Line line) {
    long next = line.acknowledged + 1;
    try {
      client.put(line.key, Long.toString(next));
      acknowledgements++;
      return new Line(line.key, next, next);
    } catch (RefusedException refused) {
      return line;
    } catch (UnknownOutcomeException unknown) {
      // It may still take effect later, so this key is left alone for ever, and checked at the end.
      unknowns++;
      retired.add(new Line(line.key, line.acknowledged, next));
      return newLine("put");
    }
  }

  private Line countByCompareAndSet(Line line) {
    long next = line.acknowledged + 1;
    try {
      if (line.acknowledged == 0) {
        if (!client.txn().ifAbsent(line.key).thenPut(line.key, "1").commit().succeeded()) {
          throw new AssertionError(line.key + " was there before it was first written");
        }
      } else {
        CompareAndSetResult result =
            client.compareAndSet(
                Bytes.of(line.key),
                Bytes.of(Long.toString(line.acknowledged)),
                Bytes.of(Long.toString(next)),
                WriteOptions.none());
        if (!result.succeeded()) {
          throw new AssertionError(
              line.key
                  + " was acknowledged as "
                  + line.acknowledged
                  + ", but is "
                  + result.actual());
        }
      }
      acknowledgements++;
      return new Line(line.key, next, next);
    } catch (RefusedException refused) {
      return line;
    } catch (UnknownOutcomeException unknown) {
      unknowns++;
      retired.add(new Line(line.key, line.acknowledged, next));
      return newLine("cas");
    }
  }

  /**
   * Reads every key back; a line for each that is not as it must be.
   *
   * @param reader a client that is patient
   */
  List<String> violations(PalisadeClient reader) {
    List<String> wrong = new ArrayList<>();
    List<Line> all = new ArrayList<>(retired);
    all.add(cas);
    all.add(put);
    for (Line line : all) {
      Optional<KeyValue> found = reader.get(line.key).kv();
      long value = found.map(kv -> Long.parseLong(kv.value().asText())).orElse(0L);
      long version = found.map(KeyValue::version).orElse(0L);
      if (value < line.acknowledged || value > line.sent || version != value) {
        wrong.add(line + " is " + value + " in version " + version);
      }
    }
    return wrong;
  }

  /** Writes acknowledged. */
  long acknowledgements() {
    return acknowledgements;
  }

  /** Writes whose outcome the client could not tell. */
  long unknowns() {
    return unknowns;
  }
}
