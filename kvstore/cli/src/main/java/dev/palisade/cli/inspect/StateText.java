package dev.palisade.cli.inspect;

import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.kv.rocks.SnapshotManifest;
import dev.palisade.kv.rocks.StateInspection.DatabaseReport;
import dev.palisade.kv.rocks.StateInspection.SnapshotReport;
import dev.palisade.kv.rocks.StateInspection.TableFile;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.TableCensus;
import dev.palisade.raft.log.MembershipCodec;
import java.nio.ByteBuffer;

/** What was found in a state or in snapshots, as text and as JSON. */
final class StateText {
  private StateText() {}

  static String text(DatabaseReport report) {
    StringBuilder text = new StringBuilder("database " + report.folder() + "\n");
    StateSummary summary = report.summary();
    if (summary != null) {
      text.append(
          "applied %s, revision %d, compacted %d, time %s%nmembership %s%nstate hash %s, %s%ncontent hash %s%n"
              .formatted(
                  summary.applied(),
                  summary.revision(),
                  summary.compactedRevision(),
                  HlcText.show(summary.lastHlc()),
                  membership(summary),
                  summary.stateHash(),
                  judged(report, summary),
                  summary.contentHash()));
    }
    Table tables = new Table("TABLE", "ROWS", "BYTES");
    report.tables().forEach(each -> tables.row(each.table(), each.rows(), each.bytes()));
    Table files = new Table("FILE", "BYTES", "ENTRIES", "CHECKSUMS");
    for (TableFile each : report.files()) {
      files.row(
          each.name(),
          each.bytes(),
          each.entries() < 0 ? "-" : each.entries(),
          each.defect() == null ? "fit" : "DAMAGED");
    }
    text.append(report.tables().isEmpty() ? "" : tables).append(files);
    report.problems().forEach(problem -> text.append("DAMAGE ").append(problem).append('\n'));
    return text.toString();
  }

  private static String judged(DatabaseReport report, StateSummary summary) {
    if (report.recomputedHash() == null) {
      return "not computed again";
    }
    return report.recomputedHash().equals(summary.stateHash())
        ? "and so do all rows"
        : "BUT THE ROWS DO NOT";
  }

  private static String membership(StateSummary summary) {
    ByteBuffer payload = summary.membership();
    if (payload == null) {
      return "as the cluster began";
    }
    try {
      return MembershipCodec.decode(payload.duplicate()).toString();
    } catch (IllegalArgumentException e) {
      return "not to be read: " + e.getMessage();
    }
  }

  static Json json(DatabaseReport report) {
    Json json =
        Json.object()
            .put("database", report.folder().toString())
            .put("damaged", !report.problems().isEmpty())
            .put("problems", report.problems());
    StateSummary summary = report.summary();
    if (summary != null) {
      json.put("applied_index", summary.applied().index())
          .put("applied_term", summary.applied().term())
          .put("revision", summary.revision())
          .put("compacted_revision", summary.compactedRevision())
          .put("time", HlcText.show(summary.lastHlc()))
          .put("membership", membership(summary))
          .put("state_hash", summary.stateHash())
          .put("content_hash", summary.contentHash());
    }
    return json.put("recomputed_hash", report.recomputedHash())
        .put("tables", report.tables().stream().map(StateText::json).toList())
        .put("files", report.files().stream().map(StateText::json).toList());
  }

  private static Json json(TableCensus each) {
    return Json.object()
        .put("table", each.table())
        .put("rows", each.rows())
        .put("bytes", each.bytes())
        .put("problem", each.problem());
  }

  private static Json json(TableFile each) {
    return Json.object()
        .put("file", each.name())
        .put("bytes", each.bytes())
        .put("entries", each.entries() < 0 ? null : each.entries())
        .put("defect", each.defect());
  }

  static String text(SnapshotReport report) {
    StringBuilder text = new StringBuilder();
    SnapshotManifest manifest = report.manifest();
    text.append(report.path()).append('\n');
    if (report.origin() != null) {
      text.append(
          "backup of cluster %d, node %d, at %s%n"
              .formatted(
                  report.origin().clusterId(),
                  report.origin().node(),
                  HlcText.show(report.origin().createdMillis() << 16)));
    }
    if (manifest != null) {
      text.append(
          "entry %s, revision %d, time %s, %,d bytes in %d parts%nmembership %s%nstate hash %s%n"
              .formatted(
                  manifest.snapshot().lastIncluded(),
                  manifest.state().revision(),
                  HlcText.show(manifest.state().hlc()),
                  manifest.totalBytes(),
                  manifest.parts().size(),
                  manifest.snapshot().membership(),
                  manifest.state().hash()));
    }
    report.problems().forEach(problem -> text.append("DAMAGE ").append(problem).append('\n'));
    text.append(report.problems().isEmpty() ? "every byte is as it was written\n" : "");
    return text.toString();
  }

  static Json json(SnapshotReport report) {
    Json json =
        Json.object()
            .put("path", report.path().toString())
            .put("damaged", !report.problems().isEmpty())
            .put("problems", report.problems());
    SnapshotManifest manifest = report.manifest();
    if (manifest != null) {
      json.put("index", manifest.snapshot().index())
          .put("term", manifest.snapshot().lastIncluded().term())
          .put("revision", manifest.state().revision())
          .put("state_hash", manifest.state().hash())
          .put("membership", manifest.snapshot().membership().toString())
          .put("bytes", manifest.totalBytes())
          .put("parts", manifest.parts().size());
    }
    return report.origin() == null
        ? json
        : json.put("cluster_id", report.origin().clusterId()).put("node", report.origin().node());
  }
}
