using System.Globalization;
using System.Text;
using Lamina.OpenInference.Server;
using Lamina.Worker.Batching;

namespace Lamina.Worker.Hosting;

/// <summary>The counters as Prometheus text (exposition format 0.0.4). Labels are model names and sizes, nothing a client sent.</summary>
internal static class Metrics
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(WorkerBackend backend)
    {
        List<(ModelQueue Queue, ModelCounts Counts)> models = [.. backend.Queues.Select(queue => (queue, queue.Counters.Snapshot()))];
        var text = new StringBuilder();
        Family(text, "lamina_worker_ready", "gauge", "1 while requests are taken, 0 while draining.", [("", backend.IsReady ? 1 : 0)]);
        Family(text, "lamina_worker_requests_total", "counter", "Requests, by model and outcome.", models.SelectMany(model => new (string, double)[]
        {
            (Labels(model.Queue, "outcome", "success"), model.Counts.Success.Count),
            (Labels(model.Queue, "outcome", "failure"), model.Counts.Failure.Count),
        }));
        Family(text, "lamina_worker_request_seconds_total", "counter", "Time from arrival to answer, summed over answered requests.", models.Select(model => (Labels(model.Queue), model.Counts.Success.Time.TotalSeconds)));
        Family(text, "lamina_worker_queue_seconds_total", "counter", "Time spent waiting for a run, summed over requests.", models.Select(model => (Labels(model.Queue), model.Counts.Queue.Time.TotalSeconds)));
        Family(text, "lamina_worker_queue_length", "gauge", "Requests waiting for a run.", models.Select(model => (Labels(model.Queue), (double)model.Queue.Length)));
        Family(text, "lamina_worker_rows_total", "counter", "Rows answered.", models.Select(model => (Labels(model.Queue), (double)model.Counts.Rows)));
        Family(text, "lamina_worker_runs_total", "counter", "Runs, by rows per run.", models.SelectMany(model => model.Counts.Batches.Select(batch => (Batch(model.Queue, batch), (double)batch.Infer.Count))));
        Family(text, "lamina_worker_run_seconds_total", "counter", "Time in the model, by rows per run.", models.SelectMany(model => model.Counts.Batches.Select(batch => (Batch(model.Queue, batch), batch.Infer.Time.TotalSeconds))));
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string kind, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        foreach ((string labels, double value) in samples)
        {
            text.Append(name).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string Batch(ModelQueue queue, BatchCounts batch) => Labels(queue, "rows", batch.BatchSize.ToString(CultureInfo.InvariantCulture));

    private static string Labels(ModelQueue queue, string? name = null, string? value = null)
    {
        string model = queue.Description.Name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return name is null ? $"{{model=\"{model}\"}}" : $"{{model=\"{model}\",{name}=\"{value}\"}}";
    }
}
