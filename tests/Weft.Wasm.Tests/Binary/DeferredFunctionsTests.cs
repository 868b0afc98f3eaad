// Modules that were read before: their bodies are read when somebody asks, and are the same.
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Binary;

public sealed class DeferredFunctionsTests
{
    private static readonly byte[] s_module = ModuleWriter.Write(WatParser.Parse(
        """
        (module (import "a" "b" (func (param i32)))
          (func (export "f") (param i64) (result i64) (local f32) (local.get 0))
          (func (nop))
          (data "after the code"))
        """));

    [Fact]
    public void Functions_are_those_of_a_module_that_is_read_at_once()
    {
        var (at_once, deferred) = (ModuleReader.Read(s_module), ModuleReader.ReadTrusted(s_module));
        Assert.Equal(2, deferred.FunctionCount);
        Assert.Equal(at_once.FunctionTypeIndices, deferred.FunctionTypeIndices);
        Assert.Equal(at_once.CodeOffset, deferred.CodeOffset);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(at_once.Functions[i].TypeIndex, deferred.Functions[i].TypeIndex);
            Assert.Equal(at_once.Functions[i].Body.Offset, deferred.Functions[i].Body.Offset);
            Assert.True(at_once.Functions[i].Body.Bytes.Span.SequenceEqual(deferred.Functions[i].Body.Bytes.Span));
        }

        Assert.Equal(deferred.Functions, deferred.Functions);
        Assert.Equal(s_module, ModuleWriter.Write(deferred));
        Assert.Empty((deferred with { Functions = [] }).Functions);
        Assert.Equal(0, (deferred with { Functions = [] }).FunctionCount);
    }

    [Fact]
    public void A_body_that_is_malformed_is_found_when_it_is_asked_for()
    {
        var bytes = s_module.ToArray();
        var body = ModuleReader.Read(s_module).Functions[1].Body;
        bytes[(int)body.Offset + body.Bytes.Length - 1] = 0;
        Assert.Throws<MalformedModuleException>(() => ModuleReader.Read(bytes));
        var deferred = ModuleReader.ReadTrusted(bytes);
        Assert.Equal(2, deferred.FunctionCount);
        Assert.Throws<MalformedModuleException>(() => deferred.Functions);
    }

    [Fact]
    public void What_is_not_a_body_is_read_at_once()
    {
        Assert.Throws<MalformedModuleException>(() => ModuleReader.ReadTrusted(s_module.AsMemory(0, s_module.Length - 1)));
        Assert.Equal(0, ModuleReader.ReadTrusted(ModuleWriter.Write(WatParser.Parse("(module)"))).FunctionCount);
        Assert.Empty(ModuleReader.ReadTrusted(ModuleWriter.Write(WatParser.Parse("(module)"))).Functions);
    }
}
