// Published libraries without a main program, called through the embedding API: memory in, exports, memory out.
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Weft.RealPrograms.Tests;

public sealed class LibraryTests
{
    // 61 x 43 pixels, every channel another gradient: made once with an image library, and decoded by Node for the expected hash.
    private static string ImageOf(string name) => Path.Combine(AppContext.BaseDirectory, "images", name);

    [Theory]
    [InlineData("lodepng", "sample.png", "lodepng_decode32", "7EFE3952EB94C53D")]
    [InlineData("nsgif", "sample.gif", "decode_gif", "45772133022C900C")]
    public void A_decoder_with_an_error_code_gives_the_pixels(string package, string image, string export, string hash)
    {
        using var guest = Guest.Load(ProgramFolder.PathOf("@cwasm/" + package, package + ".wasm"));
        var input = File.ReadAllBytes(ImageOf(image));
        var address = guest.Copy(input);
        var results = guest.Allocate(12);
        Assert.Equal(0, guest.Call<Func<int, int, int, int, int, int>>(export)(results, results + 4, results + 8, address, input.Length));
        Assert.Equal((61, 43), (guest.Memory.Read<int>(results + 4), guest.Memory.Read<int>(results + 8)));
        Assert.StartsWith(hash, guest.Hash(guest.Memory.Read<int>(results), 61 * 43 * 4));
    }

    [Theory]
    [InlineData("lossless.webp", "7EFE3952EB94C53D")]
    [InlineData("lossy.webp", "7FD7DB780EE760C9")]
    public void Webp_gives_the_pixels(string image, string hash)
    {
        using var guest = Guest.Load(ProgramFolder.PathOf("@cwasm/webp", "webp.wasm"));
        var input = File.ReadAllBytes(ImageOf(image));
        var address = guest.Copy(input);
        var size = guest.Allocate(8);
        var pixels = guest.Call<Func<int, int, int, int, int>>("WebPDecodeRGBA")(address, input.Length, size, size + 4);
        Assert.NotEqual(0, pixels);
        Assert.Equal((61, 43), (guest.Memory.Read<int>(size), guest.Memory.Read<int>(size + 4)));
        Assert.StartsWith(hash, guest.Hash(pixels, 61 * 43 * 4));
    }

    [Fact]
    public void Dprint_formats_a_file()
    {
        using var guest = Guest.Load(ProgramFolder.PathOf("@dprint/typescript", "plugin.wasm"));
        Assert.Equal(4, guest.Call<Func<int>>("dprint_plugin_version_4")());
        Send("""{"plugin":{},"global":{}}""");
        guest.Call<Action<int>>("register_config")(1);
        Send("/sample.ts");
        guest.Call<Action>("set_file_path")();
        Send("""
            import {a,b} from "./x"
            class   Foo<T extends object>{ constructor(private readonly x:number,public y?:string){super()}
              async *gen( a:number ,...rest:string[] ) { for(const q of rest){ yield await q } } }
            export const f=(x:number)=>{ return x>1?{a:1,...b}:[1,2,3].map(v=>v*2).filter(Boolean) }
            switch(f(1)){case 1:break;default: throw new Error(`bad ${a}`)}

            """);
        Assert.Equal(1, guest.Call<Func<int, int>>("format")(1));
        var length = guest.Call<Func<int>>("get_formatted_text")();
        var text = guest.Memory.ReadString(guest.Call<Func<int>>("get_shared_bytes_ptr")(), length);
        Assert.StartsWith("import { a, b } from \"./x\";\nclass Foo<T extends object> {\n", text, StringComparison.Ordinal);
        Assert.StartsWith("6672D5B706D8135C", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

        void Send(string message)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            var address = guest.Call<Func<int, int>>("clear_shared_bytes")(bytes.Length);
            bytes.CopyTo(guest.Memory.GetSpan(address, bytes.Length));
        }
    }
}
