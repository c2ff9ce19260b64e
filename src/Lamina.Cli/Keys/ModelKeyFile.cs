using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamina.Cli.CommandLine;
using Lamina.Protocol.KeyRelease;

namespace Lamina.Cli.Keys;

/// <summary>The owner's file of a model key: which plan's parts it seals, and the key. Whoever has it can read those parts.</summary>
/// <param name="PlanDigest">SHA-256 of the plan, 32 bytes.</param>
/// <param name="Key">The key; disposed by whoever read it.</param>
internal sealed record ModelKeyFile(byte[] PlanDigest, ModelKey Key)
{
    private const int Version = 1;
    private const int Ceiling = 4 << 10;

    /// <summary>Makes a key for a plan and writes its file.</summary>
    /// <exception cref="CommandFailure">The file is there, or cannot be written.</exception>
    public static ModelKeyFile Create(string path, byte[] planDigest)
    {
        ModelKey key = ModelKey.Generate();
        byte[] bytes = GC.AllocateArray<byte>(ModelKey.Length, pinned: true);
        byte[] json = [];
        try
        {
            key.Export(bytes);
            json = JsonSerializer.SerializeToUtf8Bytes(new ModelKeyJson(Version, Convert.ToHexStringLower(planDigest), bytes), ModelKeyJsonContext.Default.ModelKeyJson);
            OwnerFile.WriteNew(path, json);
            return new ModelKeyFile(planDigest, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandFailure">It cannot be read, or is none: exit code 5.</exception>
    public static ModelKeyFile Read(string path)
    {
        byte[] content = InputFiles.Read(path, Ceiling);
        try
        {
            if (JsonSerializer.Deserialize(content, ModelKeyJsonContext.Default.ModelKeyJson) is { LaminaModelKey: Version, Plan.Length: 64, Key.Length: ModelKey.Length } file)
            {
                ModelKeyFile read = new(Convert.FromHexString(file.Plan), ModelKey.Import(file.Key));
                CryptographicOperations.ZeroMemory(file.Key);
                return read;
            }
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            // The sentence below says it: the parser's own words could repeat the key.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        throw CommandFailure.Unusable("the file is no model key of 'lamina keys seal'", path);
    }
}

/// <summary>The file's JSON.</summary>
internal sealed record ModelKeyJson(int LaminaModelKey, string Plan, byte[] Key);

/// <summary>JSON of this file, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelKeyJson))]
internal sealed partial class ModelKeyJsonContext : JsonSerializerContext;
