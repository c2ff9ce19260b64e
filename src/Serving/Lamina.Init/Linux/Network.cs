using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lamina.Init.Boot;

namespace Lamina.Init.Linux;

/// <summary>One IPv4 address and one route, as netdevice(7) describes the requests.</summary>
internal static class Network
{
    private const ulong SetFlags = 0x8914, SetAddress = 0x8916, SetNetmask = 0x891C, AddRoute = 0x890B;
    private const short Up = 1, Gateway = 2;
    private const int Attempts = 100;

    /// <summary>Waits for the device, gives it its address and sets the route.</summary>
    /// <exception cref="BootException">There is no such device, or the kernel refuses.</exception>
    public static async Task StartAsync(BootSettings settings)
    {
        for (int attempt = 0; !Directory.Exists($"/sys/class/net/{settings.Device}"); attempt++)
        {
            if (attempt == Attempts) throw new BootException($"there is no network device {settings.Device}; there are {string.Join(", ", Directory.GetDirectories("/sys/class/net").Select(Path.GetFileName))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Kernel.Request(socket.SafeHandle, SetFlags, Flags("lo"), "start the device lo");
        Kernel.Request(socket.SafeHandle, SetAddress, Addressed(settings.Device, settings.Address), $"give {settings.Device} the address {settings.Address}");
        Kernel.Request(socket.SafeHandle, SetNetmask, Addressed(settings.Device, Mask(settings.NetworkBits)), $"give {settings.Device} a network of {settings.NetworkBits} bits");
        Kernel.Request(socket.SafeHandle, SetFlags, Flags(settings.Device), $"start the device {settings.Device}");
        if (settings.Gateway is { } gateway) Kernel.Request(socket.SafeHandle, AddRoute, Route(gateway), $"route by {gateway}");
    }

    /// <summary>The network's bits as an address, such as 255.255.255.0 for 24.</summary>
    internal static IPAddress Mask(int bits)
    {
        byte[] mask = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, uint.MaxValue << (32 - bits));
        return new IPAddress(mask);
    }

    /// <summary><c>struct ifreq</c>: the device's name, then flags.</summary>
    private static byte[] Flags(string device)
    {
        byte[] request = Named(device);
        BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan(16), Up);
        return request;
    }

    /// <summary><c>struct ifreq</c>: the device's name, then a socket address.</summary>
    private static byte[] Addressed(string device, IPAddress address)
    {
        byte[] request = Named(device);
        WriteAddress(request.AsSpan(16), address);
        return request;
    }

    /// <summary><c>struct rtentry</c>: any destination, by this gateway.</summary>
    private static byte[] Route(IPAddress gateway)
    {
        byte[] route = new byte[120];
        WriteAddress(route.AsSpan(8), IPAddress.Any);
        WriteAddress(route.AsSpan(24), gateway);
        WriteAddress(route.AsSpan(40), IPAddress.Any);
        BinaryPrimitives.WriteInt16LittleEndian(route.AsSpan(56), Up | Gateway);
        return route;
    }

    private static byte[] Named(string device)
    {
        byte[] request = new byte[40];
        Encoding.ASCII.GetBytes(device, request);
        return request;
    }

    private static void WriteAddress(Span<byte> target, IPAddress address)
    {
        BinaryPrimitives.WriteInt16LittleEndian(target, (short)AddressFamily.InterNetwork);
        address.TryWriteBytes(target[4..], out _);
    }
}
