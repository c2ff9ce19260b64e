using k8s;
using k8s.Models;
using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

/// <summary>The manifests against the official client's models, which are generated from Kubernetes' own API description; strict: an unknown field is a fault.</summary>
public sealed class KubernetesTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Checkout.Path("deploy", "kubernetes"), "*.yaml").Select(file => Path.GetFileName(file)!).Where(file => file != "kserve.yaml")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_Strictly_IsWhatTheApiDescribes(string file)
    {
        List<object> objects = KubernetesYaml.LoadAllFromString(Read(file), strict: true);
        Assert.NotEmpty(objects);
        Assert.All(objects, item => Assert.IsAssignableFrom<IKubernetesObject>(item));
    }

    [Fact]
    public void Manifest_WithAnUnknownField_IsRefused() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(Read("worker.yaml").Replace("replicas:", "replicaz:", StringComparison.Ordinal), strict: true));

    [Theory]
    [InlineData("worker.yaml")]
    [InlineData("enclave.yaml")]
    public void Deployment_Container_IsLimitedProbedAndUnprivileged(string file)
    {
        V1Deployment deployment = KubernetesYaml.LoadAllFromString(Read(file), strict: true).OfType<V1Deployment>().Single();
        V1PodSpec pod = deployment.Spec.Template.Spec;
        V1Container container = pod.Containers.Single();
        Assert.True(deployment.Spec.Replicas >= 2);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.NotNull(container.LivenessProbe);
        Assert.NotNull(container.StartupProbe);
        Assert.Equal(["cpu", "memory"], container.Resources.Limits.Keys.Order(StringComparer.Ordinal));
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.True(pod.TerminationGracePeriodSeconds >= 10, "long enough to drain");
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
        Assert.Equal(pod.Volumes.Select(volume => volume.Name).Order(StringComparer.Ordinal), container.VolumeMounts.Select(mount => mount.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// KServe's API has no models here. What its ModelSpec adds to a container (v1beta1: modelFormat, runtime and, of PredictorExtensionSpec, storageUri, runtimeVersion,
    /// protocolVersion) is named; everything else must be a container's as Kubernetes describes it, strictly.
    /// </summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("containerPort", false)]
    [InlineData("resources", false)]
    public void Kserve_PredictorsModel_IsAContainerAndWhatKserveAdds(string misspelt, bool good)
    {
        string text = Read("kserve.yaml");
        text = misspelt.Length == 0 ? text : text.Replace(misspelt, misspelt + "z", StringComparison.Ordinal);
        Dictionary<string, object> service = KubernetesYaml.Deserialize<Dictionary<string, object>>(text);
        Assert.Equal(("serving.kserve.io/v1beta1", "InferenceService"), ((string)service["apiVersion"], (string)service["kind"]));
        IDictionary<object, object> model = (IDictionary<object, object>)((IDictionary<object, object>)((IDictionary<object, object>)service["spec"])["predictor"])["model"];
        foreach (string added in new[] { "modelFormat", "runtime", "storageUri", "protocolVersion" })
        {
            Assert.True(model.Remove(added), added);
        }

        string container = KubernetesYaml.Serialize(model);
        Action read = () => KubernetesYaml.Deserialize<V1Container>(container, strict: true);
        if (good)
        {
            read();
        }
        else
        {
            Assert.ThrowsAny<Exception>(read);
        }
    }

    private static string Read(string file) => File.ReadAllText(Checkout.Path("deploy", "kubernetes", file));
}
