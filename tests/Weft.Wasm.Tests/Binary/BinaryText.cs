// A notation for binary modules in tests.
using System.Globalization;
using Weft.Wasm.Binary;

namespace Weft.Wasm.Tests.Binary;

/// <summary>Builds modules from "id: contents in hexadecimal", one section after the other, separated by bars; sizes are computed.</summary>
internal static class BinaryText
{
    /// <summary>The bytes of a module.</summary>
    public static byte[] Module(string sections)
    {
        var writer = new ByteWriter();
        writer.WriteBytes("\0asm\x01\0\0\0"u8);
        foreach (var section in sections.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = section.IndexOf(':', StringComparison.Ordinal);
            var contents = Bytes(section[(colon + 1)..]);
            writer.WriteByte(byte.Parse(section.AsSpan(0, colon), CultureInfo.InvariantCulture));
            writer.WriteIndex(contents.Length);
            writer.WriteBytes(contents);
        }

        return writer.ToArray();
    }

    /// <summary>Bytes in hexadecimal.</summary>
    public static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));
}
