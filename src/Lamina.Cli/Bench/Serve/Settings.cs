namespace Lamina.Cli.Bench.Serve;

/// <summary>Settings that were found before, so that no trials are needed.</summary>
/// <param name="Enclave">Of the sealed way's head.</param>
/// <param name="Worker">Of its body.</param>
/// <param name="Served">Of the rival behind a worker.</param>
/// <param name="InProcess">Of plain ONNX Runtime.</param>
internal sealed record Settings(ThreadSetting Enclave, ThreadSetting Worker, ThreadSetting Served, ThreadSetting InProcess)
{
    /// <summary>Reads four settings with commas between.</summary>
    /// <returns>Null if they are not.</returns>
    public static Settings? Parse(string text) =>
        text.Split(',').Select(ThreadSetting.Parse).ToArray() is [{ } enclave, { } worker, { } served, { } inProcess] ? new Settings(enclave, worker, served, inProcess) : null;
}
