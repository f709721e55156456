package dev.palisade.cli.inspect;

import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.LogInspection.Content;
import dev.palisade.raft.log.LogInspection.Gap;
import dev.palisade.raft.log.LogInspection.Item;
import dev.palisade.raft.log.LogInspection.Report;
import dev.palisade.raft.log.LogInspection.SegmentReport;
import dev.palisade.raft.log.MembershipCodec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was found in a log, as text and as JSON. */
final class LogText {
  private LogText() {}

  static String line(Item item) {
    return "%s %10d  %s".formatted(item.file(), item.offset(), show(item.content()));
  }

  static Json json(Item item) {
    Json json =
        Json.object()
            .put("file", item.file())
            .put("byte", item.offset())
            .put("bytes", item.bytes());
    return switch (item.content()) {
      case Content.Stored(var entry) ->
          json.put("record", "entry")
              .put("index", entry.id().index())
              .put("term", entry.id().term())
              .put("kind", entry.kind().name().toLowerCase(Locale.ROOT))
              .put("time", HlcText.show(entry.hlc()))
              .put("payload_bytes", entry.payload().remaining())
              .put("content", content(entry));
      case Content.Voted(HardState(var term, var vote)) ->
          json.put("record", "hard state")
              .put("term", term)
              .put("vote", vote == null ? null : vote.value());
      case Content.Marked(var segment, var offset) ->
          json.put("record", "mark").put("segment", segment).put("durable_to", offset);
      case Content.CutAfter(var last) ->
          json.put("record", "cut").put("index", last.index()).put("term", last.term());
      case Content.ResetTo(var base) ->
          json.put("record", "reset").put("index", base.index()).put("term", base.term());
      case Content.GaveUp(var after, var promised) ->
          json.put("record", "loss")
              .put("index", after.index())
              .put("term", after.term())
              .put("promised_index", promised.index())
              .put("promised_term", promised.term());
    };
  }

  private static String show(Content content) {
    return switch (content) {
      case Content.Stored(var entry) ->
          "entry      %s  %s  %,d bytes  %s"
              .formatted(
                  entry.id(),
                  HlcText.show(entry.hlc()),
                  entry.payload().remaining(),
                  content(entry));
      case Content.Voted(HardState(var term, var vote)) ->
          "hard state term %d, vote %s".formatted(term, show(vote));
      case Content.Marked(var segment, var offset) ->
          "mark       durable to segment %d byte %d".formatted(segment, offset);
      case Content.CutAfter(var last) -> "cut        after " + last;
      case Content.ResetTo(var base) -> "reset      behind " + base;
      case Content.GaveUp(var after, var promised) ->
          "loss       goes on behind %s, had entries up to %s".formatted(after, promised);
    };
  }

  private static String show(@Nullable NodeId vote) {
    return vote == null ? "none" : vote.toString();
  }

  /** What an entry asks for, as far as it can be read. */
  private static String content(Entry entry) {
    try {
      return switch (entry.kind()) {
        case EntryKind.NO_OP -> "no-op";
        case EntryKind.STATE_MARK -> "state mark";
        case EntryKind.STATE_VERDICT -> "state verdict";
        case EntryKind.MEMBERSHIP -> MembershipCodec.decode(entry.payload().duplicate()).toString();
        case EntryKind.COMMAND ->
            RequestCodec.decode(entry.payload().duplicate())
                .command()
                .getClass()
                .getSimpleName()
                .toLowerCase(Locale.ROOT);
      };
    } catch (RuntimeException e) { // Any bytes may stand there; this only shows them.
      return "not to be read: " + e.getMessage();
    }
  }

  static String text(Report report) {
    StringBuilder text = new StringBuilder();
    Table table =
        new Table("SEGMENT", "OF", "RECORDS", "FIRST ENTRY", "LAST ENTRY", "END", "BYTES");
    for (SegmentReport each : report.segments()) {
      table.row(
          each.file(),
          each.identity() == null ? "?" : each.identity(),
          each.records(),
          each.first() == null ? "none" : each.first(),
          each.last() == null ? "none" : each.last(),
          each.end(),
          each.bytes());
    }
    text.append(table);
    report.missing().forEach(name -> text.append("DAMAGE ").append(name).append(" is missing\n"));
    for (SegmentReport each : report.segments()) {
      if (each.defect() != null) {
        text.append("DAMAGE %s byte 0: %s%n".formatted(each.file(), each.defect()));
      }
      each.gaps().forEach(gap -> text.append(line(each, gap)));
    }
    if (!report.isDamaged()) {
      text.append("nothing is damaged that had been confirmed\n");
    }
    return text.toString();
  }

  private static String line(SegmentReport segment, Gap gap) {
    String lost =
        gap.after() == null
            ? "nothing follows in this file"
            : "records go on at byte %d with entry %s, after %s"
                .formatted(gap.resumesAt(), gap.after(), gap.before());
    String rest = gap.resumesAt() >= 0 && gap.after() == null ? "no entry follows" : lost;
    return "%s %s byte %d: %s; %s%n"
        .formatted(
            gap.wasDurable() ? "DAMAGE" : "torn, never confirmed:",
            segment.file(),
            gap.offset(),
            gap.found(),
            rest);
  }

  static Json json(Report report) {
    return Json.object()
        .put("damaged", report.isDamaged())
        .put("missing", report.missing())
        .put("segments", report.segments().stream().map(LogText::json).toList());
  }

  private static Json json(SegmentReport each) {
    return Json.object()
        .put("file", each.file())
        .put("bytes", each.bytes())
        .put("header_defect", each.defect())
        .put("cluster_id", each.identity() == null ? null : each.identity().clusterId())
        .put("node", each.identity() == null ? null : each.identity().node().value())
        .put("records", each.records())
        .put("first_index", index(each.first()))
        .put("last_index", index(each.last()))
        .put("end", each.end())
        .put("gaps", each.gaps().stream().map(LogText::json).toList());
  }

  private static Json json(Gap gap) {
    return Json.object()
        .put("byte", gap.offset())
        .put("found", gap.found())
        .put("was_durable", gap.wasDurable())
        .put("resumes_at", gap.resumesAt() < 0 ? null : gap.resumesAt())
        .put("index_before", index(gap.before()))
        .put("index_after", index(gap.after()));
  }

  private static @Nullable Long index(@Nullable EntryId id) {
    return id == null ? null : id.index();
  }
}
