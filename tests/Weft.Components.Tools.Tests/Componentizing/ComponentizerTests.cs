using Weft.Components.Binary;
using Weft.Components.Tools.Componentizing;
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests.Componentizing;

public sealed class ComponentizerTests
{
    [Theory]
    [InlineData("app")]
    [InlineData("provider")]
    public void A_module_of_either_naming_becomes_a_component_of_its_world(string world)
    {
        foreach (var naming in new[] { CoreNaming.Legacy, CoreNaming.Standard })
        {
            var component = Sample.Make(Sample.Dummy(Sample.Shop, world, naming));
            var expected = Sample.World(Sample.Shop, world);
            Assert.Equal(expected.Imports.Select(item => item.Name), Sample.Imports(component));
            Assert.Equal(expected.Exports.Select(item => item.Name), Sample.Exports(component));
            var found = WitDecoder.Decode(component.Definition).World!;
            Assert.Equal(expected.Exports.Select(item => item.Name), found.Exports.Select(item => item.Name));
            foreach (var (a, b) in expected.Exports.OfType<WitWorldInterface>().Zip(found.Exports.OfType<WitWorldInterface>()))
            {
                Assert.Equal(a.Interface.Functions.Select(WitPrinter.Print), b.Interface.Functions.Select(WitPrinter.Print));
                Assert.Equal(a.Interface.Types.Select(type => (type.Name, type.GetType())), b.Interface.Types.Select(type => (type.Name, type.GetType())));
            }
        }
    }

    [Fact]
    public void A_module_imports_only_what_it_uses()
    {
        var component = Sample.Make(Sample.Embedded("""
            (module
              (import "my:shop/log@0.1.0" "level" (func (result i32)))
              (func (export "run") (result i32) unreachable)
              (memory (export "memory") 1))
            """, Sample.Shop, "app"));
        Assert.Equal(["my:shop/log@0.1.0"], Sample.Imports(component));

        // Nothing that is lowered needs a memory: no shim.
        Assert.Single(Sample.Modules(component));
    }

    [Fact]
    public void What_needs_the_memory_of_the_module_goes_through_a_table()
    {
        var component = Sample.Make(Sample.Embedded("""
            (module
              (import "my:shop/log@0.1.0" "say" (func (param i32 i32)))
              (import "my:shop/log@0.1.0" "level" (func (result i32)))
              (func (export "run") (result i32) unreachable)
              (func (export "cabi_post_run") (param i32))
              (func (export "_initialize"))
              (memory (export "memory") 1))
            """, Sample.Shop, "app"));
        var modules = Sample.Modules(component);
        Assert.Equal(3, modules.Count);
        Assert.Single(modules[1].Functions);
        Assert.Equal(["0", "$imports"], modules[1].Exports.Select(export => export.Name));
        Assert.Equal(["0", "_initialize", "$imports"], modules[2].Imports.Select(import => import.Name));
        Assert.Equal(1, modules[2].Start);
        var canonical = component.Definition.Items.OfType<CanonicalItem>().Select(item => item.Definition).ToList();
        Assert.Equal([CanonicalOptionKind.Memory, CanonicalOptionKind.Utf8], canonical.OfType<CanonicalLower>().First(lower => lower.Options.Length > 0).Options.Select(option => option.Kind));
        Assert.Equal([CanonicalOptionKind.Memory, CanonicalOptionKind.Utf8, CanonicalOptionKind.PostReturn], canonical.OfType<CanonicalLift>().Single().Options.Select(option => option.Kind));
    }

    [Fact]
    public void Strings_are_as_the_module_has_them()
    {
        const string Module = "(module (import \"$root\" \"f\" (func (param i32 i32))) (memory (export \"memory\") 1))";
        var component = Sample.Make(Sample.Embedded(Module, "package a:b; world w { import f: func(s: string); }", encoding: StringEncoding.Latin1Utf16));
        Assert.Contains(component.Definition.Items.OfType<CanonicalItem>(), item => item.Definition is CanonicalLower lower && lower.Options.Any(option => option.Kind == CanonicalOptionKind.Latin1Utf16));
    }

    [Fact]
    public void Resources_have_their_built_ins_and_destructors()
    {
        var component = Sample.Make(Sample.Embedded("""
            (module
              (import "[export]things" "[resource-new]thing" (func (param i32) (result i32)))
              (import "[export]things" "[resource-rep]thing" (func (param i32) (result i32)))
              (import "[export]things" "[resource-drop]thing" (func (param i32)))
              (import "others" "[resource-drop]other" (func (param i32)))
              (import "others" "[method]other.touch" (func (param i32)))
              (func (export "things#[constructor]thing") (result i32) unreachable)
              (func (export "things#[method]thing.size") (param i32) (result i32) unreachable)
              (func (export "things#[dtor]thing") (param i32)))
            """, """
            package a:b;
            world w {
              import others: interface { resource other { touch: func(); unused: func(); } }
              export things: interface { resource thing { constructor(); size: func() -> u32; } }
            }
            """));
        Assert.Equal(["others"], Sample.Imports(component));
        Assert.Equal(["things"], Sample.Exports(component));
        var kinds = component.Definition.Items.OfType<CanonicalItem>().Select(item => item.Definition).OfType<CanonicalBuiltin>().Select(builtin => builtin.Kind);
        Assert.Equal([BuiltinKind.ResourceNew, BuiltinKind.ResourceRep, BuiltinKind.ResourceDrop, BuiltinKind.ResourceDrop], kinds);
        Assert.NotNull(component.Definition.Items.OfType<TypeItem>().Select(item => item.Type).OfType<ResourceDefinition>().Single().Destructor);
        Assert.DoesNotContain("unused", WitPrinter.Print(WitDecoder.Decode(component.Definition).Packages));
    }

    [Fact]
    public void An_interface_may_be_imported_and_exported()
    {
        const string Text = "package a:b; interface t { resource r; f: func(x: r) -> r; } interface u { use t.{r}; g: func(x: r); } world w { import t; import u; export t; export u; }";
        var component = Sample.Make(Sample.Dummy(Text, "w", CoreNaming.Legacy));
        Assert.Equal(["a:b/t", "a:b/u"], Sample.Imports(component));
        Assert.Equal(["a:b/t", "a:b/u"], Sample.Exports(component));
    }

    [Fact]
    public void Versions_that_are_compatible_become_one_import()
    {
        const string Old = "package a:b@0.2.0; interface i { type t = u8; f: func() -> t; } interface j { use i.{t}; g: func(x: t); } world w { import i; import j; }";
        const string New = "package a:b@0.2.5; interface i { type t = u8; f: func() -> t; h: func(); } world w { import i; }";
        var module = Sample.Embedded("""
            (module
              (import "a:b/i@0.2.0" "f" (func (result i32)))
              (import "a:b/j@0.2.0" "g" (func (param i32)))
              (import "a:b/i@0.2.5" "f" (func (result i32)))
              (import "a:b/i@0.2.5" "h" (func)))
            """, Old);
        module = module with { CustomSections = [.. module.CustomSections, .. Sample.Embedded("(module)", New).CustomSections] };
        Assert.Equal(["a:b/i@0.2.5", "a:b/j@0.2.0"], Sample.Imports(Sample.Make(module)));
        var apart = Componentizer.Componentize(module, new ComponentizeOptions { MergesVersions = false });
        Assert.Equal(["a:b/i@0.2.0", "a:b/i@0.2.5", "a:b/j@0.2.0"], Sample.Imports(Sample.Valid(apart)).Order());
    }

    [Fact]
    public void Functions_may_be_imported_twice_and_memories_may_be_imported()
    {
        var component = Sample.Make(Sample.Embedded("""
            (module
              (import "env" "memory" (memory 1))
              (import "$root" "f" (func (param i32 i32)))
              (import "$root" "f" (func (param i32 i32))))
            """, "package a:b; world w { import f: func(s: string); }"));
        var modules = Sample.Modules(component);
        Assert.Equal(["memory", "f", "f [2]"], modules[0].Imports.Select(import => import.Name));
        Assert.Single(modules[1].Memories);
    }

    [Fact]
    public void Asynchronous_functions_have_their_built_ins()
    {
        var component = Sample.Make(Sample.Embedded("""
            (module
              (import "$root" "[waitable-set-new]" (func (result i32)))
              (import "$root" "[waitable-set-wait]" (func (param i32 i32) (result i32)))
              (import "$root" "[context-get-0]" (func (result i32)))
              (import "$root" "[async-lower]read" (func (param i32) (result i32)))
              (import "$root" "[async-lower][stream-read-0]read" (func (param i32 i32 i32) (result i32)))
              (import "$root" "[stream-drop-readable-0]read" (func (param i32)))
              (import "[export]$root" "[task-return]run" (func (param i32 i32)))
              (func (export "[async-lift]run") (result i32) unreachable)
              (func (export "[callback][async-lift]run") (param i32 i32 i32) (result i32) unreachable)
              (memory (export "memory") 1)
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable))
            """, "package a:b; world w { import read: async func() -> stream<string>; export run: async func() -> string; }"));
        var definitions = component.Definition.Items.OfType<CanonicalItem>().Select(item => item.Definition).ToList();
        Assert.Equal(
            [BuiltinKind.WaitableSetNew, BuiltinKind.ContextGet, BuiltinKind.StreamDropReadable, BuiltinKind.WaitableSetWait, BuiltinKind.StreamRead, BuiltinKind.TaskReturn],
            definitions.OfType<CanonicalBuiltin>().Select(builtin => builtin.Kind));
        Assert.Equal(
            [CanonicalOptionKind.Memory, CanonicalOptionKind.Realloc, CanonicalOptionKind.Utf8, CanonicalOptionKind.Async],
            definitions.OfType<CanonicalBuiltin>().Single(builtin => builtin.Kind == BuiltinKind.StreamRead).Options.Select(option => option.Kind));
        Assert.Equal(
            [CanonicalOptionKind.Memory, CanonicalOptionKind.Utf8, CanonicalOptionKind.Async, CanonicalOptionKind.Callback],
            definitions.OfType<CanonicalLift>().Single().Options.Select(option => option.Kind));
    }

    [Theory]
    [InlineData("(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32))))", "as [i32] -> [], but in WASI preview 1 it is [i32 i32 i32 i32] -> [i32]")]
    [InlineData("(module (import \"wasi_snapshot_preview1\" \"fd_none\" (func)))", "which WASI preview 1 does not have")]
    [InlineData("(module (import \"wasi_unstable\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32))))", "--adapt wasi_unstable=FILE")]
    [InlineData("(module (import \"wasi_unstable\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32))))", "`weft run`")]
    [InlineData("(module (import \"x\" \"y\" (func)))", "its world has no such import; it has a:b/i")]
    [InlineData("(module (import \"a:b/i\" \"g\" (func)))", "the interface a:b/i has no function g")]
    [InlineData("(module (import \"a:b/i\" \"f\" (func)))", "as [] -> [], but in the world it is [i32 i32] -> [i32]")]
    [InlineData("(module (import \"a:b/i\" \"t\" (table 1 funcref)))", "imports the table a:b/i t")]
    [InlineData("(module)", "the module has no export run")]
    [InlineData("(module (func (export \"run\") (param f32)))", "exports run as [f32] -> []")]
    [InlineData("(module (func (export \"run\") (param i32 i32)))", "exports no `cabi_realloc`")]
    [InlineData("(module (import \"a:b/i\" \"f\" (func (param i32 i32) (result i32))) (func (export \"run\") (param i32 i32)))", "exports no memory")]
    [InlineData("(module (func (export \"run\") (param i32 i32)) (func (export \"cabi_realloc\")))", "exports cabi_realloc as [] -> []")]
    [InlineData("(module (func (result i32)))", "the module is not valid")]
    [InlineData("(module (import \"[export]a:b/i\" \"[resource-new]x\" (func)))", "its world has no such import")]
    public void A_module_that_does_not_fit_says_why(string module, string message)
    {
        var embedded = Sample.Embedded(module, "package a:b; interface i { f: func(s: string) -> u8; } world w { import i; export run: func(s: string); }");
        Assert.Contains(message, Assert.Throws<ComponentToolException>(() => Componentizer.Componentize(embedded)).Message);
    }

    [Fact]
    public void Only_standard_names_are_known_when_asked_for()
    {
        var options = new ComponentizeOptions { RejectsLegacyNames = true };
        Componentizer.Componentize(Sample.Dummy(Sample.Shop, "app", CoreNaming.Standard), options);
        Assert.Throws<ComponentToolException>(() => Componentizer.Componentize(Sample.Dummy(Sample.Shop, "app", CoreNaming.Legacy), options));
    }

    [Fact]
    public void Producers_are_those_of_the_module_and_weft()
    {
        var component = Sample.Make(Sample.Dummy(Sample.Shop, "app", CoreNaming.Legacy));
        Assert.True(Wasm.CustomSections.ProducersSection.TryRead(Sample.Modules(component)[0], out var producers));
        Assert.Contains(producers.Fields.Single(field => field.Name == "processed-by").Producers, producer => producer.Name == "weft");
        Assert.DoesNotContain(Sample.Modules(component)[0].CustomSections, section => section.Name.StartsWith("component-type"));
    }

    [Fact]
    public void Damaged_modules_are_errors()
    {
        var bytes = Wasm.Binary.ModuleWriter.Write(Sample.Dummy(Sample.Shop, "provider", CoreNaming.Legacy));
        var random = new Random(11);
        for (var i = 0; i < 1500; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                ComponentWriter.Write(Componentizer.Componentize(Wasm.Binary.ModuleReader.Read(damaged)));
            }
            catch (Exception error) when (error is WasmException or WitException)
            {
                // Anything else is a bug, and fails the test.
            }
        }
    }

    [Fact]
    public void A_module_without_a_world_becomes_a_component_with_nothing()
    {
        var component = Sample.Make(WatParser.Parse("(module (func (export \"f\")))"));
        Assert.Empty(component.Type.Imports);
        Assert.Empty(component.Type.Exports);
    }
}
