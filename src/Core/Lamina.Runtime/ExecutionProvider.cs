using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Where a graph runs: one of ONNX Runtime's execution providers, by name. What it cannot run, the processor runs.</summary>
/// <remarks>This package carries the processor's provider. How to add others: docs/runtime.md.</remarks>
public sealed record ExecutionProvider
{
    /// <summary>The processor.</summary>
    public static readonly ExecutionProvider Cpu = new();

    /// <summary>
    /// ONNX Runtime's name of the provider without its ending <c>ExecutionProvider</c>, in any case: <c>cpu</c> (default), <c>cuda</c>,
    /// <c>tensorrt</c>, <c>openvino</c>, <c>xnnpack</c>, <c>webgpu</c>, <c>qnn</c> and what <see cref="Library"/> brings.
    /// </summary>
    public string Name { get; init; } = "cpu";

    /// <summary>Path of a provider that ONNX Runtime loads at run time (a plug-in library), or null. Never set in an enclave.</summary>
    public string? Library { get; init; }

    /// <summary>The provider's own options, such as <c>device_id</c>. Default none.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>True for the processor.</summary>
    public bool IsCpu => Plain(Name) == "CPU";

    /// <summary>Names of the providers that the native library here contains.</summary>
    public static IReadOnlyList<string> Available => [.. OrtEnvironment.Instance.GetAvailableProviders().Select(name => Plain(name).ToLowerInvariant())];

    internal IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(Name))
        {
            faults.Add("the execution provider has no name");
        }
        else if (IsCpu && (Library is not null || Options.Count > 0))
        {
            faults.Add("the provider 'cpu' takes no library and no options");
        }

        return faults;
    }

    /// <summary>Adds the provider to a session that is about to be made.</summary>
    /// <exception cref="InferenceException">Its native part is missing, or it refuses its options.</exception>
    internal void AddTo(SessionOptions options)
    {
        if (IsCpu)
        {
            return;
        }

        try
        {
            if (Library is null)
            {
                AddBuiltIn(options);
            }
            else
            {
                AddPlugIn(options, Library);
            }
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            throw new InferenceException(InferenceFailure.ProviderMissing, $"The execution provider '{Name}' did not start: {OrtMessage.Of(exception)}.", exception);
        }
    }

    private void AddBuiltIn(SessionOptions options)
    {
        string? known = OrtEnvironment.Instance.GetAvailableProviders().FirstOrDefault(name => Plain(name) == Plain(Name));
        if (known is null)
        {
            throw new InferenceException(
                InferenceFailure.ProviderMissing,
                $"The execution provider '{Name}' is not part of the ONNX Runtime library here, which has {string.Join(", ", Available)}: see docs/runtime.md for how to add it.");
        }

        Dictionary<string, string> given = new(Options);
        switch (Plain(Name))
        {
            case "CUDA":
                using (OrtCUDAProviderOptions cuda = new())
                {
                    cuda.UpdateOptions(given);
                    options.AppendExecutionProvider_CUDA(cuda);
                }

                break;
            case "TENSORRT":
                using (OrtTensorRTProviderOptions tensorrt = new())
                {
                    tensorrt.UpdateOptions(given);
                    options.AppendExecutionProvider_Tensorrt(tensorrt);
                }

                break;
            default:
                options.AppendExecutionProvider(known[..^"ExecutionProvider".Length], given);
                break;
        }
    }

    private void AddPlugIn(SessionOptions options, string library)
    {
        if (!File.Exists(library))
        {
            throw new InferenceException(InferenceFailure.ProviderMissing, $"The library '{library}' of the execution provider '{Name}' does not exist.");
        }

        OrtEnv environment = OrtEnvironment.Instance;
        List<OrtEpDevice> devices = Devices(environment);
        if (devices.Count == 0)
        {
            environment.RegisterExecutionProviderLibrary(Name, Path.GetFullPath(library));
            devices = Devices(environment);
        }

        if (devices.Count == 0)
        {
            throw new InferenceException(InferenceFailure.ProviderMissing, $"The library '{library}' brings no device for the execution provider '{Name}'.");
        }

        options.AppendExecutionProvider(environment, devices, Options);
    }

    private List<OrtEpDevice> Devices(OrtEnv environment) => [.. environment.GetEpDevices().Where(device => Plain(device.EpName) == Plain(Name))];

    private static string Plain(string name)
    {
        const string Ending = "EXECUTIONPROVIDER";
        string upper = name.Trim().ToUpperInvariant();
        return upper.EndsWith(Ending, StringComparison.Ordinal) ? upper[..^Ending.Length] : upper;
    }
}
