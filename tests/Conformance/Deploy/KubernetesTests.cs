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

    private static string Read(string file) => File.ReadAllText(Checkout.Path("deploy", "kubernetes", file));
}
