using Lamina.Init.Boot;
using Lamina.Plans;

namespace Lamina.Init.Parts;

/// <summary>
/// Gets a plan and the parts that run in the enclave from a server that nobody trusts: the plan's digest is known beforehand, and
/// the plan names the digests of the rest. The enclave checks them once more when it loads them.
/// </summary>
internal static class PlanFetch
{
    private const int Attempts = 60;

    /// <summary>Fetches into a folder, which is made.</summary>
    /// <param name="http">With the server's folder as its base address.</param>
    /// <param name="fileTime">The longest that one file may take, to its last byte.</param>
    /// <param name="digest">SHA-256 of the plan.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="time">Measures that, and the second between attempts.</param>
    /// <returns>How many files were written.</returns>
    /// <exception cref="BootException">A file is other bytes than the digest says, or did not come in time.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached or does not have a file.</exception>
    public static async Task<int> RunAsync(HttpClient http, TimeSpan fileTime, Sha256Digest digest, string folder, TimeProvider time)
    {
        byte[] bytes = await ReadAsync(http, Plan.FileName, Plan.MaxBytes, fileTime, time);
        if (Sha256Digest.Of(bytes) is var found && found != digest) throw new BootException($"the plan has the digest {found}, the command line names {digest}");
        Plan plan = Read(bytes);
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, Plan.FileName), bytes);
        HashedFile[] parts = [.. plan.Head.Files(), .. plan.Tail?.Files() ?? []];
        foreach (HashedFile part in parts)
        {
            byte[] content = await ReadAsync(http, part.File, Math.Min(part.Bytes, Array.MaxLength), fileTime, time);
            if (part.Mismatch(content) is { } mismatch) throw new BootException(mismatch);
            await File.WriteAllBytesAsync(Path.Combine(folder, part.File), content);
        }

        return parts.Length + 1;
    }

    private static Plan Read(byte[] bytes)
    {
        try
        {
            return Plan.Parse(bytes);
        }
        catch (PlanException fault)
        {
            throw new BootException(fault.Message);
        }
    }

    /// <summary>All of a file, and never more than was announced. A server that does not answer yet is asked again.</summary>
    private static async Task<byte[]> ReadAsync(HttpClient http, string name, long ceiling, TimeSpan fileTime, TimeProvider time)
    {
        for (int attempt = 1; ; attempt++)
        {
            // HttpClient's own timeout would end with the headers of the answer.
            using CancellationTokenSource patience = new(fileTime, time);
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(Uri.EscapeDataString(name), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, patience.Token);
                answer.EnsureSuccessStatusCode();
                await using Stream stream = await answer.Content.ReadAsStreamAsync(patience.Token);
                byte[] content = new byte[Math.Min(ceiling + 1, answer.Content.Headers.ContentLength ?? ceiling + 1)];
                int length = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, patience.Token);
                return length > ceiling ? throw new BootException($"'{name}' has more than the {ceiling} bytes that were expected") : content[..length];
            }
            catch (HttpRequestException fault) when (fault.StatusCode is null && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }
            catch (OperationCanceledException)
            {
                throw new BootException($"'{name}' did not come within {fileTime.TotalMinutes:F0} minutes");
            }
        }
    }
}
