using Xunit;

namespace Weft.Wit.Tests;

public sealed class PackageTests
{
    [Fact]
    public void Files_of_a_folder_are_one_package_and_deps_are_others()
    {
        var folder = Directory.CreateTempSubdirectory("wit");
        try
        {
            Write("types.wit", "interface types { type size = u32; }");
            Write("world.wit", "package test:it;\nuse ext:lib/things@1.0.0 as stuff;\nworld w { import api; export stuff; }");
            Write("api.wit", "interface api { use types.{size}; use ext:lib/things@1.0.0.{thing}; get: func(n: size) -> thing; }");
            Write("notes.txt", "not WIT");
            Write("deps/lib/a.wit", "package ext:lib@1.0.0;");
            Write("deps/lib/b.wit", "interface things { use other:one/base.{id as thing-id}; resource thing; find: func(id: thing-id) -> thing; }");
            Write("deps/one.wit", "package other:one; interface base { type id = u64; }");
            var packages = WitFiles.Resolve(folder.FullName);
            RoundTrip.Check(packages);
            Assert.Equal(["other:one", "ext:lib@1.0.0", "test:it"], packages.Packages.Select(package => package.Name.ToString()));
            var world = packages.SelectWorld();
            Assert.Equal(["test:it/types", "other:one/base", "ext:lib/things@1.0.0", "test:it/api"], world.Imports.Select(item => item.Name));
            Assert.Equal(["ext:lib/things@1.0.0"], world.Exports.Select(item => item.Name));
            Assert.Equal("api.wit", Path.GetFileName(packages.Root.FindInterface("api")!.Location.Path));
            Assert.Throws<WitException>(() => WitFiles.Resolve(Path.Combine(folder.FullName, "api.wit")));
            File.Move(Path.Combine(folder.FullName, "deps", "one.wit"), Path.Combine(folder.FullName, "deps", "one.wasm"));
            Assert.Contains("one.wasm", Assert.Throws<WitException>(() => WitFiles.Resolve(folder.FullName)).Message);
            Assert.Throws<WitException>(() => WitFiles.Resolve(Path.Combine(folder.FullName, "nothing")));
            Assert.Contains("no files", Assert.Throws<WitException>(() => WitFiles.Resolve(Path.Combine(folder.FullName, "deps", "empty"))).Message);

            void Write(string name, string text)
            {
                var path = Path.Combine(folder.FullName, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                Directory.CreateDirectory(Path.Combine(folder.FullName, "deps", "empty"));
                File.WriteAllText(path, text);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("interface i {}", "no file says which package this is")]
    [InlineData("package a:b { }", "no file says which package this is")]
    [InlineData("package a:b;\npackage c:d;", "for a nested one")]
    [InlineData("package a:b:c;", "nested namespaces and packages")]
    [InlineData("package a:b/c;", "nested namespaces and packages")]
    [InlineData("package a:b;\npackage c:d { package e:f { } }", "packages do not nest")]
    [InlineData("package a:b;\npackage c:d { }\npackage c:d { }", "defined twice")]
    [InlineData("package a:b;\n@since(version = 1.0.0) package c:d { }", "a package cannot have attributes")]
    [InlineData("package a:b;\nworld w { import c:d/e; }", "there is no package c:d: put it into the folder `deps`")]
    [InlineData("package a:b;\nworld w { import c:d/e; }\npackage c:d@1.0.0 { interface e {} }", "only c:d@1.0.0")]
    [InlineData("package a:b;\nworld w { import c:d/e; }\npackage c:d { }", "package c:d has no interface `e`")]
    [InlineData("package a:b;\nworld w { import a:b/i; }\ninterface i {}", "package a:b depends on itself")]
    [InlineData("package a:b;\npackage c:d { interface i { use e:f/i.{t}; } }\npackage e:f { interface i { use c:d/i.{t}; } }", "depends on itself")]
    [InlineData("package a:b;\ninterface i {}\nworld I {}", "small and capital letters")]
    [InlineData("package a:b;\nuse i as j;\ninterface i {}\ninterface j {}", "has another meaning in this file")]
    [InlineData("package a:b;\nuse nothing;", "no interface or world `nothing`")]
    [InlineData("package a:b;\nuse nothing as something;", "no interface or world `nothing`")]
    [InlineData("package a:b;\nuse c:d/w;\npackage c:d { world w {} }", "is a world, where an interface is needed")]
    [InlineData("package a:b;\ninterface i { use j.{t}; }\ninterface j { use i.{t}; }", "depends on itself")]
    [InlineData("package a:b;\ninterface i { use w.{t}; }\nworld w {}", "is a world, where an interface is needed")]
    [InlineData("package a:b;\ninterface i { use j.{t}; }\ninterface j { t: func(); }", "only types can be used")]
    [InlineData("package a:b;\ninterface i { use j.{t}; }\ninterface j { }", "has no type `t`")]
    public void Packages_that_do_not_fit_together_are_rejected(string text, string expected)
    {
        var error = Assert.Throws<WitException>(() => WitResolver.Resolve(text));
        Assert.Contains(expected, error.Reason);
        Assert.NotNull(error.Location);
    }

    [Fact]
    public void Names_made_by_use_are_seen_in_their_file_alone() => Assert.Contains("no interface or world `short`", Assert.Throws<WitException>(() => WitResolver.Resolve(
        [new WitSource("a.wit", "package a:b; use i as short; interface i { type t = u8; }"), new WitSource("b.wit", "interface j { use short.{t}; }")])).Message);

    [Fact]
    public void Files_agree_on_the_package() => Assert.Contains("files of a folder make one package", Assert.Throws<WitException>(() => WitResolver.Resolve(
        [new WitSource("a.wit", "package a:b;"), new WitSource("b.wit", "package a:c;")])).Message);

    [Fact]
    public void A_world_is_chosen_by_name_or_alone()
    {
        var packages = WitResolver.Resolve("package a:b; world one {} package c:d@1.0.0 { world two {} }");
        Assert.Equal("a:b/one", packages.SelectWorld().QualifiedName);
        Assert.Equal("a:b/one", packages.SelectWorld("one").QualifiedName);
        Assert.Equal("two", packages.SelectWorld("c:d/two@1.0.0").Name);
        Assert.Contains("c:d/two@1.0.0", Assert.Throws<WitException>(() => packages.SelectWorld("two")).Message);
        Assert.Contains("has 2 worlds: name one of x, y", Assert.Throws<WitException>(() => WitResolver.Resolve("package a:b; world x {} world y {}").SelectWorld()).Message);
        Assert.Contains("has no world", Assert.Throws<WitException>(() => WitResolver.Resolve("package a:b;").SelectWorld()).Message);
    }
}
