using System.Globalization;
using System.Text;

namespace Lamina.Integration.Tests;

/// <summary>Reads names out of a cpio archive in the kernel's format (initramfs-buffer-format: <c>newc</c>).</summary>
internal static class Archive
{
    private const int HeaderLength = 110;

    public static IEnumerable<string> Names(byte[] archive)
    {
        for (int at = 0; ;)
        {
            Assert.Equal("070701", Encoding.ASCII.GetString(archive, at, 6));
            int length = Field(archive, at, 6);
            int nameLength = Field(archive, at, 11);
            string name = Encoding.UTF8.GetString(archive, at + HeaderLength, nameLength - 1);
            if (name == "TRAILER!!!") yield break;
            yield return name;
            at = Padded(Padded(at + HeaderLength + nameLength) + length);
        }
    }

    private static int Field(byte[] archive, int at, int index) => int.Parse(Encoding.ASCII.GetString(archive, at + 6 + (8 * index), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int Padded(int offset) => (offset + 3) & ~3;
}
