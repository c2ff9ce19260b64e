using Lamina.Testing;

namespace Lamina.Architecture.Tests;

/// <summary>
/// The generator of log events writes the classes of a project in an order that changes from run to run. Where there is one class
/// there is one order, and the enclave's bytes, which are measured, stay the same.
/// </summary>
public sealed class LogEventTests
{
    [Theory]
    [InlineData("Serving/Lamina.Enclave", 1)]
    [InlineData("Serving/Lamina.Protocol", 0)]
    [InlineData("Serving/Lamina.Attestation", 0)]
    [InlineData("Core/Lamina.Plans", 0)]
    [InlineData("Core/Lamina.Onnx", 0)]
    [InlineData("Core/Lamina.Runtime", 0)]
    [InlineData("Core/Lamina.OpenInference", 0)]
    public void MeasuredProject_LogEvents_AreInOneClass(string project, int files) =>
        Assert.Equal(files, Directory.EnumerateFiles(Checkout.Path("src", project), "*.cs", SearchOption.AllDirectories).Count(file => File.ReadAllText(file).Contains("[LoggerMessage(", StringComparison.Ordinal)));
}
