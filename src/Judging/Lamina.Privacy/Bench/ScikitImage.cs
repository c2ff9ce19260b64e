using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Bench;

/// <summary>scikit-image's SSIM in a Python process of its own: the oracle and the rival.</summary>
internal static class ScikitImage
{
    private const string Script = """
        import json, sys, time
        import numpy as np
        import skimage
        from skimage.metrics import structural_similarity
        path, width, height, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        both = np.fromfile(path, np.float64).reshape(2, height, width, 3)
        first, second = np.ascontiguousarray(both[0]), np.ascontiguousarray(both[1])
        def score():
            return structural_similarity(first, second, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
                                         data_range=1, channel_axis=-1)
        value, seconds = score(), []
        for _ in range(repeats):
            start = time.perf_counter()
            score()
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"version": skimage.__version__, "value": value, "seconds": seconds}))
        """;

    /// <exception cref="BenchmarkUnavailableException">Python or scikit-image is not there, or fails.</exception>
    public static Timing Time(string python, UnitImage first, UnitImage second, int repeats)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [.. Interleaved(first), .. Interleaved(second)]);
            using JsonDocument answer = JsonDocument.Parse(Run(
                python, ["-c", Script, file, Text(first.Width), Text(first.Height), Text(repeats)]));
            double[] seconds = [.. answer.RootElement.GetProperty("seconds").EnumerateArray().Select(value => value.GetDouble()).Order()];
            return new Timing(answer.RootElement.GetProperty("version").GetString() ?? "?", answer.RootElement.GetProperty("value").GetDouble(), seconds[seconds.Length / 2]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Run(string python, string[] arguments)
    {
        const string Install = "apt-get install python3-skimage, or name another Python with --python";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new BenchmarkUnavailableException($"'{python}' could not be started: {Install}.");
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new BenchmarkUnavailableException($"'{python}' cannot run scikit-image ({LastLine(errors.Result)}): {Install}.");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BenchmarkUnavailableException($"'{python}' could not be started ({exception.Message}): {Install}.", exception);
        }
    }

    private static byte[] Interleaved(UnitImage image)
    {
        double[] values = new double[image.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = image.Plane(i % UnitImage.Channels)[i / UnitImage.Channels];
        }

        return MemoryMarshal.AsBytes<double>(values).ToArray();
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("no message");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What it answered.</summary>
    /// <param name="Version">Version of scikit-image.</param>
    /// <param name="Value">Its SSIM.</param>
    /// <param name="Seconds">Median time of one call.</param>
    public sealed record Timing(string Version, double Value, double Seconds);
}
