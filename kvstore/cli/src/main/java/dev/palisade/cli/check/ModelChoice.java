package dev.palisade.cli.check;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Models;
import dev.palisade.checker.model.NilRead;
import dev.palisade.checker.value.Symbol;
import dev.palisade.checker.value.Unread;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the files are written and what they are of. */
final class ModelChoice {
  /** How the files are written. */
  private enum Format {
    edn,
    jsonl,
    etcd,
    kv
  }

  /** What a failed compare-and-set tells. */
  private enum Failed {
    dropped,
    evidence
  }

  /** What a read of nil means. */
  private enum Nil {
    unknown,
    absent
  }

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "What the history is of; default: cas-register for etcd, key-value for kv.")
  private @Nullable String name;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Format format = Format.edn;

  @Option(
      names = "--initial",
      paramLabel = "VALUE",
      description =
          "What a register holds before any write, in EDN (JSON for jsonl): 0, '\"text\"', or for a"
              + " multi-register also a map, '{:x 0 :y 0}' (default: nothing).")
  private @Nullable String initial;

  @Option(
      names = "--nil-read",
      paramLabel = "MEANING",
      description =
          "What a read that answers nil means: unknown (the answer was not recorded, as in Knossos)"
              + " or absent (nothing was there, which is judged). Default: unknown if --initial says"
              + " what is there, otherwise absent.")
  private @Nullable Nil nilRead;

  @Option(
      names = "--failed-cas",
      paramLabel = "WHAT",
      description =
          "What a failed compare-and-set tells: dropped (nothing) or evidence (that the value was"
              + " another one). Default: evidence for etcd, otherwise dropped.")
  private @Nullable Failed failedCas;

  @Option(
      names = "--permits",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of a semaphore, or the most holds of a reentrant mutex (default: 1).")
  private int permits = 1;

  /** How the files are written. */
  HistoryFormat format() {
    return HistoryFormat.valueOf(format.name().toUpperCase(Locale.ROOT));
  }

  /**
   * The name of the model: the one that was given, or the format's.
   *
   * @throws IllegalArgumentException if there is neither
   */
  String modelName() {
    if (name != null) {
      return name;
    }
    return switch (format) {
      case etcd -> "cas-register";
      case kv -> "key-value";
      case edn, jsonl ->
          throw new IllegalArgumentException(
              "--model is missing; there are " + String.join(", ", Models.names()));
    };
  }

  /** The name that was given, or another. */
  String modelNameOr(String otherwise) {
    return name == null ? otherwise : name;
  }

  /**
   * The model.
   *
   * @throws IllegalArgumentException if there is none of that name, or an option makes no sense
   */
  Model<?> model() {
    return modelNamed(modelName());
  }

  /** The model that was given, or another. */
  Model<?> modelOr(String otherwise) {
    return modelNamed(modelNameOr(otherwise));
  }

  private Model<?> modelNamed(String chosen) {
    if (permits < 1) {
      throw new IllegalArgumentException("--permits is " + permits + "; at least 1");
    }
    boolean evidence = failedCas == null ? format == Format.etcd : failedCas == Failed.evidence;
    FailedCas failed = evidence ? FailedCas.EVIDENCE : FailedCas.DROPPED;
    Object value = initial == null ? null : parse(initial);
    return Models.named(chosen, new Models.Parameters(value, nilRead(value), failed, permits));
  }

  /** Where something is there from the start, nil cannot say that nothing is. */
  private NilRead nilRead(@Nullable Object value) {
    if (nilRead != null) {
      return nilRead == Nil.unknown ? NilRead.UNKNOWN : NilRead.ABSENT;
    }
    boolean holds = value != null && !(value instanceof Map<?, ?> map && map.isEmpty());
    return holds ? NilRead.UNKNOWN : NilRead.ABSENT;
  }

  private @Nullable Object parse(String text) {
    String expected = "; expected a value in " + (format == Format.jsonl ? "JSON" : "EDN");
    try {
      Object value = format().parseValue(text);
      if (value instanceof Symbol || Unread.within(value) != null) {
        throw new IllegalArgumentException(
            "--initial is '" + text + "'" + expected + ", such as 0 or '\"" + text + "\"'");
      }
      return value;
    } catch (MalformedHistoryException e) {
      throw new IllegalArgumentException(
          "--initial is '" + text + "', and " + e.reason() + expected, e);
    }
  }
}
