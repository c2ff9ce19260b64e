using Lamina.Models.Networks;
using Lamina.Models.Networks.Torchvision;
using Lamina.Models.Zoo;

namespace Lamina.Models.Tests.Zoo;

/// <summary>
/// Reference values: torchvision 0.14.1 with torch 1.13.1, its own networks in eval mode, the weights of <see cref="FormulaWeights"/> by state_dict names,
/// two pictures x[i] = sin(0.01 i) and -x.
/// </summary>
public sealed class TorchvisionTests
{
    /// <summary>Relative to the largest output: both compute in float32, in another order.</summary>
    private const double Tolerance = 1e-4;

    [Fact]
    public void ResNet50_SameWeights_GivesTorchvisionsOutput() => Compare(new ResNet50(), 1000, 224, 224, 19708.185546875,
        [-1747.3941650390625, -9895.6650390625, 6254.6142578125, 48.66740798950195, -10647.712890625, 10249.927734375, 1321.944091796875, 6960.81005859375, 8115.5791015625, -2841.905029296875],
        [-1762.0274658203125, -9869.0068359375, 6111.77392578125, -92.99758911132812, -10424.87890625, 10261.81640625, 1364.88916015625, 6971.20556640625, 8123.630859375, -2788.025390625]);

    [Fact]
    public void ResNet50_OddInput_GivesTorchvisionsOutput() => Compare(new ResNet50(), 10, 97, 129, 8126.93896484375,
        [-1048.1793212890625, -6276.25537109375, 5595.75, 433.7582702636719, -8126.93896484375, 6934.6416015625, 1044.51904296875, 5281.953125, 6750.119140625, -2837.737060546875],
        [-941.6835327148438, -6187.51220703125, 5536.68115234375, 361.2238464355469, -7870.56640625, 6848.0205078125, 1016.96435546875, 5163.77685546875, 6647.4150390625, -2542.869873046875]);

    [Fact]
    public void EfficientNetB0_SameWeights_GivesTorchvisionsOutput() => Compare(new EfficientNetB0(), 1000, 224, 224, 0.701349139213562,
        [0.1761896163225174, 0.06593620777130127, -0.28332027792930603, -0.05867189168930054, -0.14995770156383514, 0.033009178936481476, -0.21712610125541687, -0.11392362415790558, 0.16528284549713135, -0.04605386406183243],
        [0.20200097560882568, 0.07435621321201324, -0.2848753333091736, -0.07646948844194412, -0.13840892910957336, 0.025159306824207306, -0.2299494743347168, -0.0995112806558609, 0.16691532731056213, -0.046392664313316345]);

    [Fact]
    public void EfficientNetB0_OddInput_GivesTorchvisionsOutput() => Compare(new EfficientNetB0(), 7, 65, 100, 0.09788946807384491,
        [-0.060400091111660004, 0.02663472294807434, -0.03325632959604263, 0.041235119104385376, -0.022235622629523277, -0.09541955590248108, -0.043797560036182404],
        [-0.05927988141775131, 0.027568072080612183, -0.0329294353723526, 0.03709150105714798, -0.03311488777399063, -0.09788946807384491, -0.041500337421894073]);

    [Fact]
    public void Vgg16_SameWeights_GivesTorchvisionsOutput() => Compare(new Vgg16(), 10, 224, 224, 3.543771982192993,
        [-1.9348697662353516, -3.0255746841430664, -1.6469745635986328, -0.18013721704483032, 0.651553213596344, -0.44905591011047363, -3.1281681060791016, 0.24976074695587158, 1.0865936279296875, 2.0053813457489014],
        [-1.640560507774353, -3.2755279541015625, -1.3896510601043701, -0.28856682777404785, 0.8553817272186279, -0.6901443004608154, -3.543771982192993, 0.5929055213928223, 1.30234956741333, 2.0514538288116455]);

    // 160x200 leaves 5x6 features, which the adaptive pooling spreads over 7x7.
    [Fact]
    public void Vgg16_OddInput_GivesTorchvisionsOutput() => Compare(new Vgg16(), 10, 160, 200, 2.9671552181243896,
        [-1.3861852884292603, -2.7648017406463623, -1.2371001243591309, -0.20245760679244995, 0.45975261926651, -0.5717906951904297, -2.6995208263397217, -0.11595950275659561, 1.467705488204956, 1.5579336881637573],
        [-1.4320918321609497, -2.8190972805023193, -1.4511560201644897, -0.31368184089660645, 0.3882218897342682, -0.627785325050354, -2.9671552181243896, 0.014900803565979004, 1.8271533250808716, 1.36925208568573]);

    private static void Compare(INetwork network, int classes, int height, int width, double largest, params double[][] expected)
    {
        PictureShape shape = new(3, height, width);
        NetworkBuilder builder = new("reference", network.Dialect, new FormulaWeights());
        float[] half = [.. Enumerable.Range(0, 3 * height * width).Select(i => (float)Math.Sin(i * 0.01))];
        float[][] actual = ZooRunner.Run(builder.Build(network.Write(builder, shape, classes)), [.. half, .. half.Select(value => -value)], 2, 3, height, width);
        for (int picture = 0; picture < 2; picture++)
        {
            Assert.Equal(classes, actual[picture].Length);
            for (int i = 0; i < expected[picture].Length; i++)
            {
                Assert.Equal(expected[picture][i], actual[picture][i], Tolerance * largest);
            }
        }
    }
}
