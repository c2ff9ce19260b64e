namespace Lamina.Onnx.Tests.Shapes;

/// <summary>Small graphs that cover the operators of convolutional and transformer classifiers, each run on ONNX Runtime by the tests.</summary>
internal static class OperatorGraphs
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["convolutions"] = """
            g (float[N,4,11,13] x) => (float[] y)
            <float[6,4,3,3] w = random 1, float[8,2,3,3] wg = random 2, float[4,2,3,3] wt = random 3> {
              a = Conv<pads = [1,0,2,1], strides = [2,3], dilations = [2,1]>(x, w)
              b = Conv<auto_pad = "SAME_UPPER", strides = [2,2]>(x, w)
              c = Conv<auto_pad = "VALID", group = 2>(x, wg)
              d = ConvTranspose<strides = [2,2], pads = [1,1,0,0], output_padding = [1,1]>(x, wt)
              e = ConvTranspose<group = 2, strides = [2,1], dilations = [1,2]>(x, wt)
              y = ConvTranspose<output_shape = [20,24], strides = [2,2]>(x, wt)
            }
            """,
        ["pools"] = """
            g (float[N,4,11,14] x) => (float[] y) {
              a = MaxPool<kernel_shape = [3,3], strides = [2,2], pads = [1,1,1,1]>(x)
              b = MaxPool<kernel_shape = [3,2], strides = [2,2], ceil_mode = 1>(x)
              c, i = MaxPool<kernel_shape = [2,2], strides = [3,3], ceil_mode = 1, pads = [0,0,1,1]>(x)
              d = AveragePool<kernel_shape = [2,2], auto_pad = "SAME_LOWER", strides = [2,2]>(x)
              e = AveragePool<kernel_shape = [3,3], count_include_pad = 1, pads = [1,1,1,1]>(x)
              f = GlobalAveragePool(x)
              h = GlobalMaxPool(x)
              y = LpPool<kernel_shape = [2,2]>(x)
            }
            """,
        ["elementwise"] = """
            g (float[N,3,4] x) => (float[] y) <float[3,1] k = random 1, float[5,1,1,4] wide = random 2, float low = {0}, float high = {6}, float[3,1] slope = random 3> {
              a = Add(x, k)
              b = Mul(wide, a)
              c = Clip(x, low, high)
              d = Greater(x, k)
              e = Where(d, x, k)
              f = Cast<to = 7>(e)
              h = PRelu(x, slope)
              i = Sum(x, k, h)
              j = Max(x, k)
              l = Softmax<axis = -1>(x)
              m = Dropout(x)
              n = IsNaN(x)
              o = And(d, n)
              q = HardSwish(x)
              p = Erf(q)
              y = Identity(b)
            }
            """,
        ["matrices"] = """
            g (float[N,3,4] x, float[N,5] v) => (float[] y)
            <float[5,6] w = random 1, float[7,5] wt = random 2, float[7] bias = random 3, float[4] vec = random 4, float[2,1,4,5] m = random 5> {
              a = MatMul(v, w)
              b = Gemm<transB = 1, alpha = 0.5>(v, wt, bias)
              c = MatMul(x, vec)
              t = Transpose<perm = [0,2,1]>(x)
              d = MatMul(x, t)
              e = Einsum<equation = "nij,nkj->nik">(x, x)
              q = Transpose<perm = [1, 0]>(r)
              r = Gemm<transA = 1>(v, v)
              h = MatMul(vec, vec)
              y = Unsqueeze(h, ax)
              ax = Constant<value_ints = [0]>()
            }
            """,
        ["normalisations"] = """
            g (float[N,4,5,5] x) => (float[] y) <float[4] s = random 1, float[4] b = random 2, float[4] m = random 3, float[4] v = {1,2,3,4}, float[5] ls = random 4, float[5] lb = random 5> {
              a = BatchNormalization(x, s, b, m, v)
              c = InstanceNormalization(x, s, b)
              d = LayerNormalization<axis = -1>(x, ls, lb)
              e, mean, deviation = LayerNormalization<axis = 3>(x, ls, lb)
              f = LRN<size = 3>(x)
              y = LpNormalization<axis = 1>(x)
            }
            """,
        ["reductions"] = """
            g (float[N,4,5] x) => (float[] y) <int64[1] axis = {-1}, int64[1] k = {2}> {
              a = ReduceMean<axes = [1,2]>(x)
              b = ReduceMean<axes = [1], keepdims = 0>(x)
              c = ReduceSum(x, axis)
              d = ReduceSum<keepdims = 0>(x, axis)
              e = ReduceMax(x)
              f = ArgMax<axis = 2, keepdims = 0>(x)
              h = ArgMin<axis = -1>(x)
              values, places = TopK(x, k)
              i = ReduceSum<noop_with_empty_axes = 1>(x)
              y = ReduceL2<axes = [-1], keepdims = 0>(x)
            }
            """,
        ["layout"] = """
            g (float[N,4,6,6] x) => (float[] y)
            <int64[4] keep = {0, -1, 2, 0}, int64[2] flat = {0, -1}, int64[2] axes = {0, 5}, int64[1] one = {1}, int64[4] repeats = {1,2,1,3}, int64[3] wide = {3,1,1}> {
              a = Reshape(x, keep)
              b = Reshape(x, flat)
              c = Flatten(x)
              d = Flatten<axis = -1>(x)
              e = Flatten<axis = 0>(x)
              f = Transpose(x)
              h = Transpose<perm = [0,2,3,1]>(x)
              i = Unsqueeze(x, axes)
              p = GlobalAveragePool(x)
              k = Squeeze(p, pool_axes)
              pool_axes = Constant<value_ints = [2, -1]>()
              l = Tile(x, repeats)
              m = Expand(one_elem, wide)
              one_elem = ReduceMean<keepdims = 0>(x)
              n = DepthToSpace<blocksize = 2>(x)
              o = SpaceToDepth<blocksize = 3>(x)
              y = Squeeze(m, last)
              last = Constant<value_ints = [-1]>()
            }
            """,
        ["slices"] = """
            g (float[N,4,9,7] x) => (float[] y)
            <int64[2] starts = {1, -1}, int64[2] ends = {9223372036854775807, -9223372036854775807}, int64[2] axes = {2, 3}, int64[2] steps = {2, -2},
             int64[3] sizes = {2, 3, 4}, int64[8] pads = {0,0,1,2,0,0,3,4}, int64[4] some = {1,2,-1,0}, int64[2] hw = {-1, 2}, float zero = {0}> {
              a = Slice(x, starts, ends, axes, steps)
              b, c, d = Split<axis = 2>(x, sizes)
              e, f = Split<axis = 1>(x)
              h = Concat<axis = 1>(x, x, e)
              i = Pad(x, pads, zero)
              y = Pad<mode = "reflect">(x, some_pads)
              some_pads = Constant<value_ints = [0,0,1,0,0,0,0,2]>()
            }
            """,
        ["gathers"] = """
            g (float[N,4,5] x) => (float[] y)
            <int64[2,2] at = {0,1,2,3}, int64 second = {1}, int64[1,1,5] each = {0,1,2,3,0}, int64[2,1] nd = {0,0}, int64[2,1] rows = {1, 2}, int64 depth = {6}, float[2] onoff = {0, 1}> {
              a = Gather<axis = 1>(x, at)
              b = Gather<axis = -1>(x, second)
              c = GatherElements<axis = 1>(x, each)
              d = GatherND(x, nd)
              e = OneHot<axis = 1>(rows, depth, onoff)
              y = Identity(d)
            }
            """,
        ["resizes"] = """
            g (float[N,3,5,7] x) => (float[] y)
            <float[4] scales = {1,1,2,1.5}, float[4] down = {1,1,0.6,0.34}, int64[4] sizes = {2,3,9,4}> {
              a = Resize<mode = "nearest">(x, "", scales)
              b = Resize<mode = "linear">(x, "", down)
              c = Resize<mode = "cubic">(x, "", "", sizes)
              y = Resize<mode = "linear", coordinate_transformation_mode = "align_corners">(x, "", "", target)
              s = Shape(x)
              two = Constant<value_ints = [2]>()
              zero = Constant<value_ints = [0]>()
              lead = Slice(s, zero, two, zero)
              size = Constant<value_ints = [10, 12]>()
              target = Concat<axis = 0>(lead, size)
            }
            """,
        ["resize of operator set 18 by axes"] = """
            <opset_import: ["": 18]>
            g (float[N,3,5,7] x) => (float[] y) <int64[2] sizes = {9,4}, int64[1] axis = {1}> {
              a = Resize<mode = "linear", axes = [2,3]>(x, "", "", sizes)
              b, c = Split<num_outputs = 2, axis = 3>(x)
              d = ReduceMean(x, axis)
              y = Pad(x, pads, "", padaxes)
              pads = Constant<value_ints = [1, 2]>()
              padaxes = Constant<value_ints = [-1]>()
            }
            """,
        ["upsample of operator set 9"] = """
            <opset_import: ["": 9]>
            g (float[N,3,5,7] x) => (float[] y) <float[4] scales = {1,1,2,3}> {
              a = Upsample(x, scales)
              b = Slice<starts = [1, 0], ends = [-1, 100], axes = [2, 3]>(a)
              c = Squeeze<axes = [2]>(d)
              d = ReduceSum<axes = [2]>(b)
              e = Pad<pads = [0,0,1,1,0,0,2,2]>(x)
              f = Unsqueeze<axes = [0]>(e)
              v, i = TopK<k = 2>(c)
              y = Neg(v)
            }
            """,
        ["shapes"] = """
            g (float[N,4,6,6] x) => (float[] y)
            <int64 zero = {0}, int64 one = {1}, int64[1] minus = {-1}, int64[1] four = {4}, int64[1] first = {0}, int64 start = {0}, int64 step = {1}> {
              s = Shape(x)
              n = Gather(s, zero)
              c = Gather(s, one)
              size = Size(x)
              each = Div(size, n)
              nu = Unsqueeze(n, first)
              flat = Concat<axis = 0>(nu, minus)
              a = Reshape(x, flat)
              tail = Shape<start = 1, end = -1>(x)
              ones = ConstantOfShape<value = int64[1] {1}>(four)
              isone = Equal(ones, four)
              picked = Where(isone, ones, s)
              b = Expand(a, big)
              big = Concat<axis = 0>(ones2, flat2)
              ones2 = ConstantOfShape<value = int64[1] {2}>(one_elem)
              one_elem = Constant<value_ints = [1]>()
              flat2 = Shape(a)
              range = Range(start, c, step)
              up = Cast<to = 1>(s)
              half = Constant<value_float = 0.5>()
              scaled = Mul(up, half)
              floor = Floor(scaled)
              back = Cast<to = 7>(floor)
              prod = ReduceProd<keepdims = 0>(tail)
              sub = Sub(c, one)
              neg = Neg(sub)
              mod = Mod(c, three)
              three = Constant<value_int = 3>()
              parts, more = Split<axis = 0>(s)
              less = Less(c, three)
              y = Identity(b)
            }
            """,
        ["constants as old exporters wrote them"] = """
            g (float[N,4] x) => (float[] y) <int64[1] three = {3}> {
              ones = ConstantOfShape<value = int64[1] {1}>(three)
              where = NonZero(ones)
              turned = Transpose(where)
              axes = Constant<value_ints = [1]>()
              list = Squeeze(turned, axes)
              y = Identity(x)
            }
            """,
        ["recurrent"] = """
            g (float[N,2,4] x) => (float[] y) <float[2,12,4] w = random 1, float[2,12,3] r = random 2> {
              y, h, c = LSTM<hidden_size = 3, direction = "bidirectional">(x, w, r)
            }
            """,
        ["attention block"] = """
            g (float[N,9,8] x) => (float[] y)
            <float[8,24] wqkv = random 1, float[24] bqkv = random 2, int64[5] heads = {0, 9, 3, 2, 4}, int64[3] merged = {0, 9, 8}, float scale = {0.5}> {
              p = MatMul(x, wqkv)
              q0 = Add(p, bqkv)
              q1 = Reshape(q0, heads)
              q2 = Transpose<perm = [2,0,3,1,4]>(q1)
              zero = Constant<value_int = 0>()
              one = Constant<value_int = 1>()
              two = Constant<value_int = 2>()
              q = Gather<axis = 0>(q2, zero)
              k = Gather<axis = 0>(q2, one)
              v = Gather<axis = 0>(q2, two)
              qs = Mul(q, scale)
              kt = Transpose<perm = [0,1,3,2]>(k)
              scores = MatMul(qs, kt)
              weights = Softmax<axis = -1>(scores)
              mix = MatMul(weights, v)
              turned = Transpose<perm = [0,2,1,3]>(mix)
              y = Reshape(turned, merged)
            }
            """,
        ["attention of operator set 23"] = """
            <opset_import: ["": 23], ir_version: 10>
            g (float[N,2,9,4] q, float[N,2,7,4] k, float[N,2,7,6] v, float[N,9,8] q3, float[N,7,8] k3) => (float[] y) {
              y = Attention(q, k, v)
              z = Attention<q_num_heads = 2, kv_num_heads = 2>(q3, k3, k3)
            }
            """,
        ["quantised"] = """
            g (float[N,4,5,5] x) => (float[] y) <float scale = {0.1}, uint8 zero = {3}> {
              a = QuantizeLinear(x, scale, zero)
              b = DequantizeLinear(a, scale, zero)
              c, cs, cz = DynamicQuantizeLinear(x)
              d = ConvInteger(c, wq, cz)
              wq = QuantizeLinear(wf, scale, zero)
              wf = ConstantOfShape(dims)
              dims = Constant<value_ints = [6,4,3,3]>()
              e = QLinearConv(a, scale, zero, wq, scale, zero, scale, zero)
              y = Identity(b)
            }
            """,
        ["branches"] = """
            g (float[N,4] x, bool flag) => (float[] y) {
              a = Relu(x)
              y = If(flag) <then_branch = t () => (float[] p) { p = Neg(a) }, else_branch = e () => (float[] q) { q = Abs(a) }>
            }
            """,
        ["fused by the runtime"] = """
            <opset_import: ["": 17, "com.microsoft": 1]>
            g (float[N,4,8] x, float[N,4,5,5] image) => (float[] y) <float[8] s = random 1, float[8] b = random 2, float[6,4,3,3] w = random 3, float[8,24] wq = random 4, float[24] bq = random 5> {
              a = com.microsoft.Gelu(x)
              c = com.microsoft.SkipLayerNormalization(x, a, s, b)
              d = com.microsoft.FusedConv<activation = "Relu", pads = [1,1,1,1]>(image, w)
              e = com.microsoft.Attention<num_heads = 2>(x, wq, bq)
              f = com.microsoft.FusedMatMul<transB = 1>(x, x)
              y = Identity(c)
            }
            """,
    };
}
